import type { JupyterFrontEnd } from "@jupyterlab/application";
import { Dialog, showDialog, showErrorMessage } from "@jupyterlab/apputils";
import type { IDefaultFileBrowser } from "@jupyterlab/filebrowser";
import type { TranslationBundle } from "@jupyterlab/translation";
import { refreshIcon } from "@jupyterlab/ui-components";
import { CommandIDs } from "../commands";
import type { Library } from "../library/library";
import type { RunEntry } from "../library/requests";
import { drawFigures, figuresOf, withNotification } from "../runs/figures";
import type { RunsModel } from "../runs/model";
import { comparingCells, openingCells, writeNotebook } from "../runs/notebooks";
import { aboutRun, describedBy, noArguments } from "./described";

export interface RunCommandOptions {
  readonly app: JupyterFrontEnd;
  readonly library: Library;
  readonly runs: RunsModel;
  readonly trans: TranslationBundle;
  readonly browser: IDefaultFileBrowser | null;
}

/** What can be done with a run of the list. */
export function addRunCommands({ app, library, runs, trans, browser }: RunCommandOptions): void {
  const { commands, serviceManager } = app;
  const { contents } = serviceManager;

  const find = (id: unknown): RunEntry => {
    const run = runs.runs.find((each) => each.id === id);
    if (!run) throw new Error(trans.__("The run %1 is not there any more.", String(id)));
    return run;
  };
  /** A command about one run; what goes wrong is told, and the list is read again. */
  const add = (command: string, label: string, caption: string, work: (run: RunEntry) => Promise<unknown>) =>
    commands.addCommand(command, {
      label,
      caption,
      describedBy: aboutRun(trans),
      execute: async ({ id }) => {
        try {
          await work(find(id));
        } catch (error) {
          await showErrorMessage(trans.__("Munnin"), (error as Error).message);
          await runs.refresh();
        }
      },
    });
  const openNotebook = async (name: string, cells: readonly string[]) => {
    const path = await writeNotebook(contents, browser?.model.path ?? "", name, cells);
    await commands.execute("docmanager:open", { path });
  };

  commands.addCommand(CommandIDs.refresh, {
    label: trans.__("Refresh Runs"),
    caption: trans.__("Reads the list of runs again"),
    icon: refreshIcon,
    describedBy: noArguments,
    execute: () => runs.refresh(),
  });

  add(CommandIDs.openRun, trans.__("Open Run in Notebook"), trans.__("Opens a new notebook whose first cell opens the run"), (run) =>
    openNotebook(run.id, openingCells(run)),
  );

  add(CommandIDs.openRunFolder, trans.__("Open Folder of Run"), trans.__("Shows the run's folder in the file browser"), async (run) => {
    if (run.path === null) throw new Error(trans.__("%1 is outside of the folder that JupyterLab serves.", run.folder));
    await commands.execute("filebrowser:go-to-path", { path: run.path });
    await commands.execute("filebrowser:activate");
  });

  const figuresCaption = trans.__("Opens the figures in the run's folder; draws them where there are none");
  add(CommandIDs.showFigures, trans.__("Show Figures of Run"), figuresCaption, async (run) => {
    if (run.path === null) throw new Error(trans.__("%1 is outside of the folder that JupyterLab serves.", run.folder));
    let figures = await figuresOf(contents, run.path);
    if (figures.length === 0) {
      await withNotification(drawFigures(library, run.folder), {
        pending: trans.__("The figures of %1 are drawn…", run.id),
        done: trans.__("The figures of %1 are in its folder.", run.id),
        failed: trans.__("The figures of %1 could not be drawn.", run.id),
      });
      figures = await figuresOf(contents, run.path);
    }
    for (const path of figures.reverse()) await commands.execute("docmanager:open", { path });
  });

  commands.addCommand(CommandIDs.compareRuns, {
    label: trans.__("Compare Runs"),
    caption: trans.__("Opens a new notebook that draws the same metrics of two runs"),
    describedBy: describedBy({ ids: { type: "array", items: { type: "string" }, description: trans.__("Ids of two runs") } }),
    execute: async ({ ids }) => {
      try {
        const [first, second] = (ids as string[]).map(find);
        const [earlier, later] = (first.start ?? 0) <= (second.start ?? 0) ? [first, second] : [second, first];
        await openNotebook(`compare-${earlier.name}-${later.name}`.replace(/[^\w.-]/g, "_"), comparingCells(earlier, later));
      } catch (error) {
        await showErrorMessage(trans.__("Munnin"), (error as Error).message);
      }
    },
  });

  add(
    CommandIDs.stopRun,
    trans.__("Stop Run"),
    trans.__("Ends the run and removes what it started; its folder keeps what there is"),
    (run) => runs.stop(run),
  );

  add(CommandIDs.cleanRun, trans.__("Clean Up Run"), trans.__("Removes everything that the run has left on this machine"), async (run) => {
    await library.ask("clean", run.id);
    await runs.refresh();
  });

  add(CommandIDs.removeRun, trans.__("Remove Run…"), trans.__("Deletes the run's folder"), async (run) => {
    const { button } = await showDialog({
      title: trans.__("Remove the run?"),
      body: trans.__("%1 and all that is in it will be deleted.", run.id),
      buttons: [Dialog.cancelButton(), Dialog.warnButton({ label: trans.__("Remove") })],
    });
    if (!button.accept) return;
    await library.ask("remove", run.id);
    await runs.refresh();
  });
}
