import { type JSONObject, type JSONValue, type ReadonlyPartialJSONValue, JSONExt } from "@lumino/coreutils";

/** The MIME type of Plotly JSON, as plotly.py and others write it. */
export const plotlyMime = "application/vnd.plotly.v1+json";

/** What plotly.js draws. */
export interface PlotlyFigure {
  data: JSONObject[];
  layout: JSONObject;
  config: JSONObject;
  /** What an animation shows, one after the other. */
  frames: JSONObject[];
}

/**
 * Settings of plotly.js that a document may choose. The others load files from elsewhere, send the data to a service, or are
 * functions, which JSON cannot hold.
 */
const allowedConfig = ["staticPlot", "scrollZoom", "doubleClick", "displayModeBar", "modeBarButtonsToRemove", "showTips", "locale"];

const isObject = (value: unknown): value is JSONObject => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * A copy of the figure in a MIME bundle: plotly.js writes into what it draws, and a model is not ours to change.
 *
 * @returns null for a value that is no figure
 */
export function readFigure(value: ReadonlyPartialJSONValue | undefined): PlotlyFigure | null {
  if (!isObject(value)) return null;
  const { data, layout = {}, config = {} } = value as Record<string, JSONValue>;
  if (!Array.isArray(data) || !data.every(isObject) || !isObject(layout) || !isObject(config)) return null;
  const frames = Array.isArray(value.frames) ? value.frames.filter(isObject) : [];
  const chosen = Object.entries(config).filter(([key]) => allowedConfig.includes(key));
  return JSONExt.deepCopy({ data, layout, config: Object.fromEntries(chosen), frames }) as unknown as PlotlyFigure;
}

/** The title of a figure as plain text; Plotly's titles hold some HTML. */
export function titleOf({ layout }: PlotlyFigure): string {
  const title = isObject(layout.title) ? layout.title.text : layout.title;
  if (typeof title !== "string") return "";
  const text = new DOMParser().parseFromString(title.replace(/<br\s*\/?>/gi, " "), "text/html").body.textContent ?? "";
  return text.trim();
}
