import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ICommandPalette } from "@jupyterlab/apputils";
import { IDocumentManager } from "@jupyterlab/docmanager";
import { IDefaultFileBrowser } from "@jupyterlab/filebrowser";
import { ILauncher } from "@jupyterlab/launcher";
import { ISettingRegistry } from "@jupyterlab/settingregistry";
import { IStateDB } from "@jupyterlab/statedb";
import { ITranslator, nullTranslator } from "@jupyterlab/translation";
import { CommandIDs } from "../commands";
import { ExperimentModel } from "../experiment/model";
import { munninIcon } from "../icons";
import { Library } from "../library/library";
import { RunsModel } from "../runs/model";
import { notifyEnds } from "../runs/notify";
import { noArguments } from "./described";
import { addExperimentCommands } from "./experiment-commands";
import { MunninPanel } from "./panel";
import { addRunCommands } from "./run-commands";

const id = "munnin-lab:panel";

/** Munnin's panel, and its commands in the palette, the launcher and (by the settings' schema) the menus. */
export const panelPlugin: JupyterFrontEndPlugin<void> = {
  id,
  description: "Fills in, starts and watches experiments.",
  autoStart: true,
  optional: [ITranslator, ISettingRegistry, IStateDB, ILayoutRestorer, ICommandPalette, ILauncher, IDocumentManager, IDefaultFileBrowser],
  activate: (
    app: JupyterFrontEnd,
    givenTranslator: ITranslator | null,
    settings: ISettingRegistry | null,
    state: IStateDB | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    documents: IDocumentManager | null,
    browser: IDefaultFileBrowser | null,
  ) => {
    const translator = givenTranslator ?? nullTranslator;
    const trans = translator.load("munnin_lab");
    const { commands, shell, serviceManager } = app;
    const library = new Library(serviceManager, trans);
    const experiment = new ExperimentModel(library, state);
    const runs = new RunsModel(library, serviceManager, trans, state);

    const panel = new MunninPanel({ experiment, runs, commands, translator });
    shell.add(panel, "left", { rank: 600, type: "Munnin" });
    restorer?.add(panel, panel.id);

    commands.addCommand(CommandIDs.open, {
      label: ({ isLauncher }) => (isLauncher ? trans.__("Experiment") : trans.__("Show Munnin Panel")),
      caption: trans.__("Fill in, start and watch experiments"),
      icon: munninIcon,
      describedBy: noArguments,
      execute: () => {
        showPanel();
        panel.takeFocus(4);
      },
    });
    const showPanel = () => shell.activateById(panel.id);
    addExperimentCommands({ app, showPanel, experiment, runs, translator, trans, documents, browser });
    addRunCommands({ app, library, runs, trans, browser });

    const category = "Munnin";
    for (const command of [
      CommandIDs.open,
      CommandIDs.newExperiment,
      CommandIDs.openExperiment,
      CommandIDs.saveExperiment,
      CommandIDs.showPlan,
      CommandIDs.run,
      CommandIDs.refresh,
    ])
      palette?.addItem({ command, category });
    launcher?.add({ command: CommandIDs.open, category, args: { isLauncher: true }, rank: 0 });

    let isTold = true;
    notifyEnds(runs, commands, trans, () => isTold);
    settings
      ?.load(id)
      .then((loaded) => {
        const apply = () => {
          isTold = loaded.get("notifications").composite as boolean;
          runs.setPace(loaded.get("interval").composite as number);
        };
        apply();
        loaded.changed.connect(apply);
      })
      .catch((error: Error) => console.warn(`${id}: its settings could not be loaded: ${error.message}`));
  },
};
