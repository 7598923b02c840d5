import { Notification } from "@jupyterlab/apputils";
import type { TranslationBundle } from "@jupyterlab/translation";
import type { CommandRegistry } from "@lumino/commands";
import { CommandIDs } from "../commands";
import type { RunsModel } from "./model";

/** Tells the end of each run that goes on. JupyterLab shows the text of a notification as text. */
export function notifyEnds(model: RunsModel, commands: CommandRegistry, trans: TranslationBundle, isWanted: () => boolean): void {
  model.ended.connect((_, { id, state, problem, warnings }) => {
    if (!isWanted()) return;
    const actions = [
      {
        label: trans.__("Open in notebook"),
        callback: () => void commands.execute(CommandIDs.openRun, { id }),
      },
    ];
    if (state === "died") {
      const cleanUp = { label: trans.__("Clean up"), callback: () => void commands.execute(CommandIDs.cleanRun, { id }) };
      Notification.error(trans.__("The run %1 has died: its process has ended without a word.", id), {
        actions: [cleanUp],
        autoClose: false,
      });
      return;
    }
    const reason = problem === null ? "" : `: ${problem.split("\n")[0].slice(0, 200)}`;
    if (state === "done" && warnings.length === 0)
      Notification.success(trans.__("The run %1 is done.", id), { actions, autoClose: 10_000 });
    else if (state === "done")
      Notification.warning(trans._n("The run %2 is done, with %1 warning.", "The run %2 is done, with %1 warnings.", warnings.length, id), {
        actions,
        autoClose: false,
      });
    else if (state === "stopped") Notification.info(trans.__("The run %1 was stopped.", id), { actions, autoClose: 10_000 });
    else Notification.error(trans.__("The run %1 has failed%2", id, reason), { actions, autoClose: false });
  });
}
