import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { upward } from "../runfolder/upward";

/** Milliseconds after which a renderer that nobody uses is ended: it is a browser, and takes 150 MB. */
const IDLE = 60_000;

/** Answers one request, one line of JSON, with one line of JSON. */
export type Renderer = (request: object) => Promise<{ code: number; message: string | null; result: string | null }>;

/**
 * Folder of kaleido 0.2.1's executable (a Python package that brings its own browser), or null where it is not installed.
 * Looked for in the environment that Jupyter runs in, in an active virtual or conda environment, and in the nearest `.venv`
 * upwards of this package and of the working folder.
 */
export function findKaleido(env: NodeJS.ProcessEnv = process.env): string | null {
  const named = [env.MUNNIN_PYTHON_PREFIX, env.VIRTUAL_ENV, env.CONDA_PREFIX].filter((prefix) => prefix !== undefined);
  const prefixes = [...named, ...[__dirname, process.cwd()].map((folder) => upward(folder, ".venv")).filter((found) => found !== null)];
  for (const lib of prefixes.map((prefix) => join(prefix, "lib")).filter(existsSync))
    for (const python of readdirSync(lib).filter((name) => name.startsWith("python3"))) {
      const folder = join(lib, python, "site-packages", "kaleido", "executable");
      if (existsSync(join(folder, "bin", "kaleido"))) return folder;
    }
  return null;
}

/**
 * Starts kaleido, with our copy of plotly.js, so that it needs no network. It ends with this process, after a minute without
 * work, and never keeps this process alive by itself.
 *
 * @param folder what findKaleido has found
 * @param onEnd called when it has ended, for whatever reason
 */
export function startKaleido(folder: string, onEnd: () => void): Renderer {
  const plotly = pathToFileURL(require.resolve("plotly.js-dist-min/plotly.min.js")).href;
  const flags = ["gpu", "breakpad", "dev-shm-usage"].map((what) => `--disable-${what}`);
  const child = spawn(
    join(folder, "bin", "kaleido"),
    ["plotly", `--plotlyjs=${plotly}`, ...flags, "--allow-file-access-from-files", "--no-sandbox"],
    {
      cwd: folder, // It looks for its parts there.
      env: {
        ...process.env,
        LD_LIBRARY_PATH: [join(folder, "lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":"),
        FONTCONFIG_PATH: join(folder, "etc", "fonts"),
        XDG_DATA_HOME: join(folder, "xdg"),
        LD_PRELOAD: undefined,
      },
    },
  );
  const kill = () => child.kill("SIGKILL");
  const idle = setTimeout(kill, IDLE).unref();
  process.once("exit", kill);
  const ended = new Promise<never>((_, reject) => {
    const end = (why: string) => {
      clearTimeout(idle);
      process.off("exit", kill);
      onEnd();
      reject(new Error(`kaleido ended: ${why}`));
    };
    child.once("error", (error) => end(error.message));
    child.once("exit", (code, signal) => end(signal ?? `exit status ${code}`));
  });
  ended.catch(() => {});
  child.stdin.on("error", () => {}); // Its end is told by `ended`.
  child.stderr.resume();
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  keepAlive(child, false);

  const read = async () => JSON.parse((await Promise.race([lines.next(), ended])).value);
  let last: Promise<unknown> = read(); // Its first line says that it has started.
  last.catch(() => {});
  return (request) => {
    const answer = last.then(async () => {
      keepAlive(child, true);
      try {
        child.stdin.write(`${JSON.stringify(request)}\n`);
        return await read();
      } finally {
        keepAlive(child, false);
        idle.refresh();
      }
    });
    last = answer;
    last.catch(() => {});
    keepAlive(child, true);
    return answer;
  };
}

/** Whether this process waits for the child before it ends. */
function keepAlive(child: ChildProcessWithoutNullStreams, wanted: boolean): void {
  for (const handle of [child, child.stdin, child.stdout, child.stderr] as { ref?(): void; unref?(): void }[])
    if (wanted) handle.ref?.();
    else handle.unref?.();
}
