import type { ServiceManager } from "@jupyterlab/services";
import type { TranslationBundle } from "@jupyterlab/translation";
import type { RunEntry, RunState } from "../library/requests";

/** The folder that runs go to where nothing else is said. */
const home = "munnin-runs";
/** More are not read: without the library each takes a request. */
const most = 30;

/**
 * The runs in the folder that JupyterLab serves, the newest first, without the library: what can be known when there is no kernel.
 *
 * @param known entries that were read before; ended ones are not read again
 */
export async function servedRuns(
  services: ServiceManager.IManager,
  known: readonly RunEntry[],
  trans: TranslationBundle,
): Promise<readonly RunEntry[]> {
  const { contents } = services;
  const folders = async (path: string): Promise<string[]> =>
    contents.get(path).then(
      ({ content }) => (content as { name: string; type: string }[]).filter(({ type }) => type === "directory").map(({ name }) => name),
      () => [],
    );
  // Asked for only where it is there: the browser's console would tell of a folder that is not.
  const names = (await folders("")).includes(home) ? await folders(home) : [];
  const time = (name: string) => /-(\d{8}-\d{6})-[0-9a-f]{4}$/.exec(name)?.[1] ?? "";
  const newest = names.sort((a, b) => (time(a) < time(b) ? 1 : -1)).slice(0, most);
  return Promise.all(
    newest.map(async (id) => {
      const before = known.find((run) => run.id === id);
      return before?.end ? before : entryOf(id, await record(services, `${home}/${id}/run.json`, trans));
    }),
  );
}

/** What a run has on record, or why it cannot be read. */
async function record(
  services: ServiceManager.IManager,
  path: string,
  trans: TranslationBundle,
): Promise<Record<string, unknown> | string> {
  try {
    const { content } = await services.contents.get(path, { type: "file", format: "text", content: true });
    const value = Object(JSON.parse(content as string)) as Record<string, unknown>;
    return value.schema === 1 ? value : trans.__("run.json: has layout %1, which this version does not know", String(value.schema));
  } catch (error) {
    return `run.json: ${(error as Error).message}`;
  }
}

function entryOf(id: string, found: Record<string, unknown> | string): RunEntry {
  const path = `${home}/${id}`;
  const common = { id, path, folder: path, reference: id, warnings: [], live: false, cleaning: null };
  if (typeof found === "string") return { ...common, name: id, state: "unreadable", problem: found, start: null, end: null };
  return {
    ...common,
    name: String(found.name),
    state: String(found.status) as RunState,
    problem: typeof found.error === "string" ? found.error : null,
    start: Number(found.start),
    end: found.end === null ? null : Number(found.end),
  };
}
