import { inspect } from "node:util";
import { EdgeTable } from "../edges/table";
import { inARow } from "../edges/operations/inarow";
import { type MetricOptions, computeMetrics } from "../metrics/compute";
import type { AnyDefinition } from "../metrics/graph";
import type { MetricTable } from "../metrics/table";
import type { Figure } from "../plot/figure";
import { type MetricPlotOptions, plotMetrics } from "../plot/metrics";
import { display as displayMethod } from "../table/display";
import { type UpdatableDisplay, displayUpdatable } from "./display";
import type { LiveOptions } from "./live";
import type { Run } from "./run";

export interface LivePlotOptions extends LiveOptions, Pick<MetricPlotOptions, "top" | "title" | "theme"> {
  /** Windows that are shown, the latest; default 120. */
  readonly windows?: number;
  readonly training?: MetricOptions["training"];
  readonly W?: MetricOptions["W"];
}

/** What moves where nobody says what: how much, between how many, and how one-sided. */
export const liveMetrics: readonly string[] = ["bytes.total", "edges", "density.alive", "reciprocity.weighted"];

/**
 * A figure that moves while a run goes on: metrics of each window as it passes, the thefts so far shaded. A next trial takes the place of the
 * one before. Ends with the run, and leaves the figure as it stands.
 *
 * @param metrics names of the catalogue and definitions; default: bytes, edges, density and weighted reciprocity
 * @returns the metrics of the windows that are shown at the end; null when there were none
 * @throws InputError for options and metrics that are not there; the signal's reason when it aborts
 */
export async function plotLive(
  run: Run,
  metrics: readonly (string | AnyDefinition)[] = liveMetrics,
  options: LivePlotOptions = {},
): Promise<MetricTable | null> {
  const { windows = 120, top, title, theme, training, W, ...watching } = options;
  let recent: EdgeTable[] = [];
  let place: UpdatableDisplay | null = null;
  let table: MetricTable | null = null;
  let trial = -1;
  const draw = (): Figure =>
    plotMetrics(table!, {
      top,
      theme,
      title: title ?? `${run.id}, trial ${trial}: ${run.record.status === "running" ? "live" : "the end"}`,
    });
  const show = (value: unknown): void => {
    if (place) place.update(value);
    else place = displayUpdatable(value);
  };
  try {
    for await (const window of run.live(watching)) {
      if (window.trial !== trial) recent = [];
      trial = window.trial;
      recent = [...recent, window.edges].slice(-windows);
      table = computeMetrics(new EdgeTable(inARow(recent.map(({ parts }) => parts))), metrics, { training, W });
      show(moving(draw()));
    }
  } finally {
    if (table) show(draw()); // With the picture that a saved notebook keeps.
  }
  return table;
}

/** A figure without the PNG for front ends that draw none: that takes longer to make than some windows last. */
const moving = (figure: Figure) => ({
  [displayMethod]: () => ({
    "application/vnd.plotly.v1+json": { data: figure.data, layout: figure.layout },
    "text/plain": `[figure: ${figure.title}]`,
  }),
  [inspect.custom]: () => `[figure: ${figure.title}]`,
});
