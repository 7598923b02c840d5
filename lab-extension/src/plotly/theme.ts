import type { JSONObject, JSONValue } from "@lumino/coreutils";
import type { PlotlyFigure } from "./figure";

/** What a figure looks like where its author has not said it: JupyterLab's colours. */
function template(): JSONObject {
  const style = getComputedStyle(document.body);
  const colour = (variable: string) => style.getPropertyValue(variable).trim();
  const [ink, faint, line] = ["--jp-ui-font-color1", "--jp-ui-font-color2", "--jp-border-color2"].map(colour);
  const axis = { gridcolor: line, linecolor: line, zerolinecolor: line, tickcolor: line };
  const transparent = "rgba(0,0,0,0)";
  return {
    layout: {
      paper_bgcolor: transparent,
      plot_bgcolor: transparent,
      font: { color: ink, family: colour("--jp-ui-font-family") },
      xaxis: axis,
      yaxis: axis,
      polar: { bgcolor: transparent, angularaxis: axis, radialaxis: axis },
      scene: { xaxis: axis, yaxis: axis, zaxis: axis },
      legend: { bgcolor: transparent },
      hoverlabel: { bgcolor: colour("--jp-layout-color2"), bordercolor: line, font: { color: ink } },
      modebar: { bgcolor: transparent, color: faint, activecolor: ink },
    },
  };
}

/** Whether JupyterLab has a light theme now. */
export const isLight = (): boolean => document.body.dataset.jpThemeLight !== "false";

/**
 * The figure in the colours of JupyterLab's theme. What its author has chosen stays; a figure with a template of its own stays as
 * it is. Figures of munnin say in `layout.meta.dark` which colour stands for which on a dark surface.
 */
export function themed(figure: PlotlyFigure): PlotlyFigure {
  const { data, layout, config, frames } = figure;
  const dark = darkColours(layout);
  const shown = dark && !isLight() ? (exchange({ data, layout, frames }, dark) as unknown as PlotlyFigure) : figure;
  const surface: JSONObject = dark ? { paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)" } : {};
  return { data: shown.data, layout: { template: template(), ...shown.layout, ...surface }, config, frames: shown.frames };
}

function darkColours(layout: JSONObject): Record<string, string> | null {
  const dark = (layout.meta as { dark?: unknown } | undefined)?.dark;
  if (typeof dark !== "object" || dark === null) return null;
  const isColour = (text: unknown) => typeof text === "string" && /^#[0-9a-f]{6}$/i.test(text);
  const pairs = Object.entries(dark).filter((pair) => pair.every(isColour));
  return pairs.length > 0 ? Object.fromEntries(pairs) : null;
}

const rgb = (hex: string) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(",");

/** Puts one colour for the other in all texts, `#rrggbb` and `rgba(r,g,b,a)`; in one pass, so that a colour is not exchanged twice. */
function exchange(value: JSONValue, colours: Record<string, string>): JSONValue {
  const pairs = Object.entries(colours).flatMap(([light, dark]): [string, string][] => [
    [light.toLowerCase(), dark],
    [`rgba(${rgb(light)},`, `rgba(${rgb(dark)},`],
  ]);
  const known = new Map(pairs);
  const pattern = new RegExp(pairs.map(([from]) => from.replace(/[()]/g, "\\$&")).join("|"), "gi");
  const walk = (inner: JSONValue): JSONValue => {
    if (typeof inner === "string") return inner.replace(pattern, (found) => known.get(found.toLowerCase()) ?? found);
    if (Array.isArray(inner)) return typeof inner[0] === "number" ? inner : inner.map(walk);
    if (typeof inner !== "object" || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, each]) => [key, key === "meta" ? each : walk(each)]));
  };
  return walk(value);
}
