import { Notification } from "@jupyterlab/apputils";
import { PathExt } from "@jupyterlab/coreutils";
import type { Contents } from "@jupyterlab/services";
import type { Library } from "../library/library";

/** Milliseconds between two looks at whether figures are drawn. */
const pace = 500;
/** More are not opened at once. */
const most = 20;

/** The paths of the figures in a run's folder; those of its metrics, which say most, first. */
export async function figuresOf(contents: Contents.IManager, run: string): Promise<string[]> {
  const inside = async (folder: string) => (await contents.get(folder)).content as { name: string; type: string }[];
  const trials = (await inside(run)).filter(({ name, type }) => type === "directory" && name.startsWith("trial-"));
  const figures = trials.map(async ({ name }) => {
    const folder = PathExt.join(run, name, "figures");
    // Asked for only where it is there: the browser's console would tell of a folder that is not.
    const hasFigures = (await inside(PathExt.join(run, name))).some((entry) => entry.name === "figures");
    const files = hasFigures ? await inside(folder) : [];
    return files.filter((file) => file.name.endsWith(".plotly.json")).map((file) => PathExt.join(folder, file.name));
  });
  const rank = (path: string) => (PathExt.basename(path) === "metrics.plotly.json" ? 0 : 1);
  return (await Promise.all(figures))
    .flat()
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, most);
}

/** Has the library draw the figures of a run into its folder, and waits for them. @throws Error with what was wrong */
export async function drawFigures(library: Library, folder: string): Promise<void> {
  await library.ask("draw", folder);
  for (;;) {
    const drawing = await library.ask("drawing", folder);
    // Null: its kernel was started again meanwhile, and knows of no drawing.
    if (drawing !== "under way") {
      if (drawing?.problem) throw new Error(drawing.problem);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, pace));
  }
}

/** Tells of a work while it goes on, and of its end. @throws what the work throws */
export async function withNotification(work: Promise<void>, texts: { pending: string; done: string; failed: string }): Promise<void> {
  Notification.promise(
    work.then(() => null),
    {
      pending: { message: texts.pending, options: { autoClose: false } },
      success: { message: () => texts.done },
      error: { message: () => texts.failed },
    },
  );
  await work;
}
