import type { Level } from "../edges/node";
import type { Theme } from "./style";

/** A menu: on top, its left edge at a share of the figure's width. */
const menu = ({ menu: surface, menuInk, edge }: Theme, x: number, buttons: readonly object[]): object => ({
  type: "dropdown",
  direction: "down",
  showactive: true,
  bgcolor: surface,
  bordercolor: edge,
  font: { color: menuInk, size: 12 },
  x,
  xanchor: "left",
  y: 1.09,
  yanchor: "bottom",
  buttons,
});

/** What a choice of the menu of metrics puts into the lines, and into the layout. */
export interface MetricChoice {
  readonly label: string;
  readonly values: readonly (readonly (number | null)[])[];
  readonly layout: object;
}

export const metricMenu = (choices: readonly MetricChoice[], look: Theme): object =>
  menu(
    look,
    0,
    choices.map(({ label, values, layout }) => ({ label, method: "update", args: [{ y: values }, layout] })),
  );

/**
 * Levels are faded out instead of hidden: what is visible is the slider's business, and the two must not undo each other.
 *
 * @param ofLines the level of each line
 */
export function levelMenu(levels: readonly Level[], ofLines: readonly Level[], look: Theme): object {
  const choice = (label: string, isShown: (level: Level) => boolean): object => ({
    label,
    method: "restyle",
    args: [
      { opacity: ofLines.map((level) => (isShown(level) ? 1 : 0)), hoverinfo: ofLines.map((level) => (isShown(level) ? "all" : "skip")) },
    ],
  });
  const one = levels.map((level) => choice(`level ${level}`, (other) => other === level));
  return menu(look, 0.42, [choice("all levels", () => true), ...one]);
}

/**
 * @param ofLines the granularity of each line
 * @param shadedAt layout of the windows that are shaded at a granularity
 */
export const granularitySlider = (
  granularities: readonly number[],
  ofLines: readonly number[],
  shadedAt: (granularity: number) => object,
  look: Theme,
): object => ({
  active: 0,
  x: 0,
  len: 0.5,
  y: -0.14,
  pad: { t: 24 },
  currentvalue: { prefix: "windows of ", font: { size: 12, color: look.ink } },
  bgcolor: look.grid,
  bordercolor: look.edge,
  font: { size: 10, color: look.faint },
  tickcolor: look.faint,
  steps: granularities.map((granularity) => ({
    label: `${granularity} s`,
    method: "update",
    args: [{ visible: ofLines.map((every) => every === granularity) }, shadedAt(granularity)],
  })),
});
