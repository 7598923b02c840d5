import type { ITranslator } from "@jupyterlab/translation";
import { SidePanel } from "@jupyterlab/ui-components";
import type { CommandRegistry } from "@lumino/commands";
import type { Message } from "@lumino/messaging";
import type { AccordionPanel } from "@lumino/widgets";
import type { ExperimentModel } from "../experiment/model";
import { ExperimentSection } from "../experiment/section";
import { munninIcon } from "../icons";
import type { RunsModel } from "../runs/model";
import { RunsSection } from "../runs/section";

interface Options {
  readonly experiment: ExperimentModel;
  readonly runs: RunsModel;
  readonly commands: CommandRegistry;
  readonly translator: ITranslator;
}

/** The panel in JupyterLab's sidebar: an experiment to start, and the runs. */
export class MunninPanel extends SidePanel {
  constructor(private readonly options: Options) {
    const { experiment, runs, commands, translator } = options;
    super({ translator });
    const trans = translator.load("munnin_lab");
    this.id = "munnin-panel";
    this.addClass("munnin-Panel");
    this.title.icon = munninIcon;
    this.title.caption = trans.__("Munnin: experiments and runs");
    this.node.tabIndex = -1;
    this.node.setAttribute("role", "region");
    this.node.setAttribute("aria-label", trans.__("Munnin"));
    this.addWidget(new ExperimentSection({ model: experiment, commands, translator }));
    this.addWidget(new RunsSection({ model: runs, commands, translator }));
    (this.content as AccordionPanel).setRelativeSizes([2, 1]);
  }

  /** Nothing is asked of the library before the panel is seen for the first time. */
  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    void this.options.experiment.load();
    this.options.runs.setVisible(true);
  }

  /** Who opens it by the keyboard goes on in it. */
  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    this.takeFocus();
  }

  /** @param frames after which it is taken: the palette gives it back to the main area, in the second frame after its command */
  takeFocus(frames = 0): void {
    if (frames > 0) requestAnimationFrame(() => this.takeFocus(frames - 1));
    else if (!this.node.contains(document.activeElement)) this.node.focus();
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this.options.runs.setVisible(false);
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    if (this.isVisible) this.onAfterShow(message);
  }
}
