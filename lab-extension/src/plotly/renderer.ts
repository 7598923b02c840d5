import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import { nullTranslator } from "@jupyterlab/translation";
import type { Message } from "@lumino/messaging";
import { Widget } from "@lumino/widgets";
import type { Plotly } from "plotly.js-dist-min";
import { type PlotlyFigure, plotlyMime, readFigure, titleOf } from "./figure";
import { withoutRequests } from "./requests";
import { themed } from "./theme";

/** plotly.js is large: it is loaded when the first figure is drawn, from this extension, never from the network. */
const loadPlotly = async (): Promise<Plotly> => (await import("plotly.js-dist-min")).default;

/** plotly.js has a button that uploads the figure to its makers' service: what was measured here stays here. */
const local = { showSendToCloud: false, plotlyServerURL: "" };

/** Draws a Plotly figure, follows JupyterLab's theme and the width of its place, and updates in place. */
export class RenderedPlotly extends Widget implements IRenderMime.IRenderer {
  private figure: PlotlyFigure | null = null;
  private plotly: Plotly | null = null;
  private readonly drawing = document.createElement("div");
  private readonly theme = new MutationObserver(() => void this.draw().catch(() => undefined));
  private readonly size = new ResizeObserver(() => this.follow());
  private drawn = { width: 0, height: 0 };
  /** How many drawings were asked for, and the last of them. */
  private asked = 0;
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly options: IRenderMime.IRendererOptions) {
    super();
    this.addClass("munnin-Plotly");
    this.drawing.className = "munnin-Plotly-drawing";
    this.node.append(this.drawing);
  }

  /** Draws the model's figure; again with a new model, it changes the drawing that is there. */
  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const figure = readFigure(model.data[plotlyMime]);
    if (!figure) return this.say(this.trans.__("This is no Plotly figure: it needs a list named “data”."), model);
    this.figure = model.trusted ? figure : withoutRequests(figure);
    if (!this.figure)
      return this.say(
        this.trans.__("This figure is a map, which is loaded from the network: it is drawn in a notebook that is trusted."),
        model,
      );
    this.node.setAttribute("role", "figure");
    this.node.setAttribute("aria-label", titleOf(this.figure) || this.trans.__("Plotly figure"));
    try {
      this.plotly ??= await loadPlotly();
      await this.draw();
    } catch (error) {
      return this.say(this.trans.__("This figure cannot be drawn: %1", (error as Error).message), model);
    }
    this.theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-name"] });
    this.size.observe(this.node);
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.theme.disconnect();
    this.size.disconnect();
    this.plotly?.purge(this.drawing);
    super.dispose();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.follow();
  }

  private get trans() {
    return (this.options.translator ?? nullTranslator).load("munnin_lab");
  }

  /**
   * One drawing after the other: plotly.js may lose its way when it is told to draw while it draws. One that a later has overtaken is left out.
   */
  private draw(): Promise<void> {
    const mine = ++this.asked;
    this.last = this.last.catch(() => undefined).then(() => (mine === this.asked ? this.drawNow() : undefined));
    return this.last;
  }

  private async drawNow(): Promise<void> {
    if (!this.figure || !this.plotly || this.isDisposed) return;
    const { data, layout, config, frames } = themed(JSON.parse(JSON.stringify(this.figure)) as PlotlyFigure);
    // plotly.js takes the height of its place, which in an output has none of its own.
    this.drawing.classList.toggle("munnin-mod-free", typeof layout.height !== "number");
    this.drawn = { width: this.node.offsetWidth, height: this.node.offsetHeight };
    // With one revision for all drawings of this place, what the user has zoomed and hidden stays.
    await this.plotly.react(this.drawing, {
      data,
      layout: { autosize: true, uirevision: "munnin", ...layout },
      config: { displaylogo: false, ...config, ...local },
      frames,
    });
    this.node.dataset.munninDrawn = "true";
  }

  /** Follows the width of its place, and the height where that is given (a document of its own). */
  private follow(): void {
    const { offsetWidth: width, offsetHeight: height } = this.node;
    if (!this.plotly || !this.isAttached || width === 0 || (width === this.drawn.width && height === this.drawn.height)) return;
    this.drawn = { width, height };
    void this.plotly.Plots.resize(this.drawing).then(() => (this.drawn.height = this.node.offsetHeight));
  }

  /** What is wrong, as text, and the picture that the notebook has kept, if there is one. */
  private say(what: string, model: IRenderMime.IMimeModel): void {
    this.plotly?.purge(this.drawing);
    const text = document.createElement("p");
    text.className = "munnin-Plotly-problem";
    text.textContent = what;
    this.drawing.replaceChildren(text);
    const png = model.data["image/png"];
    if (typeof png !== "string") return;
    const picture = new Image();
    picture.src = `data:image/png;base64,${png}`;
    picture.alt = this.node.getAttribute("aria-label") ?? "";
    this.drawing.append(picture);
  }
}
