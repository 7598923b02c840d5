import { InputError } from "../config/error";
import type { EdgeTable } from "../edges/table";
import type { Theme } from "./style";

/** More windows than that make a slider that nobody can hit. */
const mostSteps = 120;

/**
 * The granularity that a slider steps through: the finest that has no more windows than fit into the figure.
 *
 * @throws InputError when the table does not have the one that is asked for
 */
export function windowsToStep(edges: EdgeTable, every: number | undefined, figure: string, most = mostSteps): EdgeTable {
  if (every !== undefined) return edges.every(every);
  const { slices } = edges.parts;
  const fitting = slices.find(({ windowCount }) => windowCount <= Math.min(most, mostSteps)) ?? slices.at(-1);
  if (!fitting) throw new InputError(`${figure}: needs edges`);
  return edges.every(fitting.every);
}

export interface SliderStep {
  readonly label: string;
  /** Attributes of all traces, by name. */
  readonly restyle: object;
  /** Text of the figure's title. */
  readonly title: string;
}

/** A slider below a figure, that begins at its first step. */
export function windowSlider(steps: readonly SliderStep[], look: Theme, { y }: { readonly y: number }): object {
  return {
    active: 0,
    x: 0,
    y,
    len: 1,
    pad: { t: 30 },
    currentvalue: { prefix: "window from: ", font: { size: 12, color: look.ink } },
    bgcolor: look.grid,
    bordercolor: look.edge,
    activebgcolor: look.edge,
    tickcolor: look.faint,
    font: { size: 10, color: look.faint },
    steps: steps.map(({ label, restyle, title }) => ({ label, method: "update", args: [restyle, { "title.text": title }] })),
  };
}
