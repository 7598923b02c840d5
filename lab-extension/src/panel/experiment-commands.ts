import { Dialog, InputDialog, showDialog, showErrorMessage } from "@jupyterlab/apputils";
import type { JupyterFrontEnd } from "@jupyterlab/application";
import { PathExt } from "@jupyterlab/coreutils";
import type { IDocumentManager } from "@jupyterlab/docmanager";
import { FileDialog, type IDefaultFileBrowser } from "@jupyterlab/filebrowser";
import type { TranslationBundle } from "@jupyterlab/translation";
import type { ITranslator } from "@jupyterlab/translation";
import { runIcon, saveIcon } from "@jupyterlab/ui-components";
import { CommandIDs } from "../commands";
import type { ExperimentModel } from "../experiment/model";
import { planWidget } from "../experiment/plan";
import { munninIcon } from "../icons";
import type { RunsModel } from "../runs/model";
import { describedBy, noArguments } from "./described";

export interface ExperimentCommandOptions {
  readonly app: JupyterFrontEnd;
  readonly showPanel: () => void;
  readonly experiment: ExperimentModel;
  readonly runs: RunsModel;
  readonly translator: ITranslator;
  readonly trans: TranslationBundle;
  readonly documents: IDocumentManager | null;
  readonly browser: IDefaultFileBrowser | null;
}

/** Opening, saving, planning and running an experiment. */
export function addExperimentCommands(options: ExperimentCommandOptions): void {
  const { app, showPanel, experiment, runs, translator, trans, documents, browser } = options;
  const { commands, shell } = app;
  const complain = (error: unknown) => showErrorMessage(trans.__("Munnin"), (error as Error).message);

  /** What was typed and is in no file is not thrown away without a question. */
  const mayLeave = async (): Promise<boolean> => {
    if (!experiment.isChanged) return true;
    const { button } = await showDialog({
      title: trans.__("Leave the experiment?"),
      body: trans.__("%1 has changes that are not saved.", experiment.path ?? trans.__("The experiment in the form")),
      buttons: [Dialog.cancelButton(), Dialog.warnButton({ label: trans.__("Leave") })],
    });
    return button.accept;
  };

  /** The one JSON file that is selected in the file browser. */
  const selected = (): string | null => {
    const items = [...(browser?.selectedItems() ?? [])];
    return items.length === 1 && items[0].type !== "directory" && items[0].path.endsWith(".json") ? items[0].path : null;
  };

  const chooseFile = async (): Promise<string | null> => {
    if (!documents) {
      const { value } = await InputDialog.getText({ title: trans.__("Path of the experiment"), placeholder: "experiments/smoke.json" });
      return value || null;
    }
    const { value } = await FileDialog.getOpenFiles({
      manager: documents,
      translator,
      title: trans.__("Open an experiment"),
      filter: ({ type, name }) => (type === "directory" || name.endsWith(".json") ? {} : null),
    });
    return value?.[0]?.path ?? null;
  };

  commands.addCommand(CommandIDs.openExperiment, {
    label: ({ fromBrowser }) => (fromBrowser ? trans.__("Open in Munnin Panel") : trans.__("Open Experiment…")),
    caption: trans.__("Shows a configuration in Munnin's panel"),
    icon: munninIcon,
    isVisible: ({ fromBrowser }) => !fromBrowser || selected() !== null,
    describedBy: describedBy({
      path: { type: "string", description: trans.__("Path of the configuration; without it, the user is asked") },
      fromBrowser: { type: "boolean", description: trans.__("Whether to open what is selected in the file browser") },
    }),
    execute: async ({ path, fromBrowser }) => {
      const chosen = typeof path === "string" ? path : fromBrowser ? selected() : await chooseFile();
      if (chosen === null) return;
      showPanel();
      await experiment.open(chosen, mayLeave).catch(complain);
    },
  });

  commands.addCommand(CommandIDs.newExperiment, {
    label: ({ template }) => (typeof template === "string" ? trans.__("New Experiment From %1", template) : trans.__("New Experiment")),
    caption: trans.__("Begins an experiment with a template"),
    icon: munninIcon,
    describedBy: describedBy({ template: { type: "string", description: trans.__("Name of the template; default: the quick start") } }),
    execute: async ({ template }) => {
      showPanel();
      await experiment.load();
      if (await mayLeave()) experiment.start(typeof template === "string" ? template : "quickstart");
    },
  });

  commands.addCommand(CommandIDs.saveExperiment, {
    label: trans.__("Save Experiment…"),
    caption: trans.__("Writes the experiment of Munnin's panel to a file"),
    icon: saveIcon,
    isEnabled: () => experiment.config !== null,
    describedBy: noArguments,
    execute: async () => {
      const name = String((experiment.config as { name?: unknown } | null)?.name ?? "experiment");
      const { value } = await InputDialog.getText({
        title: trans.__("Save the experiment as"),
        label: trans.__("Path of a JSON file"),
        text: experiment.path ?? PathExt.join(browser?.model.path ?? "", `${name}.json`),
        okLabel: trans.__("Save"),
      });
      if (!value) return;
      const path = value.endsWith(".json") ? value : `${value}.json`;
      try {
        if (path !== experiment.path && (await exists(path)) && !(await mayReplace(path))) return;
        const content = JSON.stringify(experiment.config, null, 2) + "\n";
        await app.serviceManager.contents.save(path, { type: "file", format: "text", content });
        experiment.saved(path);
      } catch (error) {
        await complain(error);
      }
    },
  });
  // Its folder is asked: a question after a file that is not there would be an error in the browser's log.
  const exists = (path: string) =>
    app.serviceManager.contents.get(PathExt.dirname(path)).then(
      ({ content }) => (content as { name: string }[]).some(({ name }) => name === PathExt.basename(path)),
      () => false,
    );
  const mayReplace = async (path: string) => {
    const { button } = await showDialog({
      title: trans.__("Replace the file?"),
      body: trans.__("%1 is there already.", path),
      buttons: [Dialog.cancelButton(), Dialog.warnButton({ label: trans.__("Replace") })],
    });
    return button.accept;
  };

  commands.addCommand(CommandIDs.showPlan, {
    label: trans.__("Show Plan of Experiment"),
    caption: trans.__("What a run would do, command by command; touches nothing"),
    icon: munninIcon,
    isEnabled: () => experiment.isValid,
    describedBy: noArguments,
    execute: async () => {
      await experiment.check();
      if (!experiment.checked || !experiment.isValid) return;
      const { name } = experiment.config as { name: string };
      const id = "munnin-plan";
      for (const widget of shell.widgets("main")) if (widget.id === id) widget.dispose();
      shell.add(planWidget(id, trans.__("Plan of %1", name), experiment.checked.plan), "main");
      shell.activateById(id);
    },
  });

  commands.addCommand(CommandIDs.run, {
    label: trans.__("Run Experiment"),
    caption: trans.__("Starts a run of the experiment in Munnin's panel; it goes on when the page is closed"),
    icon: runIcon,
    isEnabled: () => experiment.isValid,
    describedBy: noArguments,
    execute: async () => {
      try {
        await experiment.run();
        await runs.refresh();
      } catch (error) {
        await complain(error);
      }
    },
  });
  experiment.changed.connect(() =>
    [CommandIDs.run, CommandIDs.showPlan, CommandIDs.saveExperiment].forEach((id) => commands.notifyCommandChanged(id)),
  );
}
