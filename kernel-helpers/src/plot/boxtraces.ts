import type { Label } from "../edges/labels";
import type { Level } from "../edges/node";
import { randomStream } from "../runfolder/random";
import { quantile } from "../table/quantile";
import { windowLabels } from "./labels";
import { faded, levelColour, type Theme } from "./style";
import { boxedValue, type Cell } from "./tables";

/** A panel that boxes are drawn into. */
export interface BoxPanel {
  readonly levels: readonly Level[];
  readonly granularities: readonly number[];
  readonly look: Theme;
  readonly places: { readonly x: string; readonly y: string };
  /** Whether the legend is made of this panel. */
  readonly first: boolean;
}

/** The boxes of a level, and the dots on them. */
export function levelTraces(cells: readonly Cell[], level: Level, { levels, granularities, look, places, first }: BoxPanel): object[] {
  const width = 0.7 / levels.length;
  const shift = (levels.indexOf(level) - (levels.length - 1) / 2) * width;
  const colour = levelColour(level, look);
  const boxes = cells.map(({ table, slice, result }) => {
    const labels = windowLabels(slice, table.marks);
    const windows = (label: Label) =>
      Array.from(labels.keys()).filter(
        (window) => labels[window] === label && slice.coverage[window] === 1 && Number.isFinite(result.values.values[window]),
      );
    const valueAt = (window: number): number => boxedValue(result, window, slice.every);
    const quiet = windows("negative")
      .map(valueAt)
      .sort((a, b) => a - b);
    const at = granularities.indexOf(slice.every) + shift;
    return { at, quiet, positive: windows("positive"), grey: windows("grey"), result, valueAt, every: slice.every };
  });
  const boxed = boxes.filter(({ quiet }) => quiet.length > 0);
  const stat = (share: number) => boxed.map(({ quiet }) => quantile(quiet, share));
  const dots = (kind: "positive" | "grey") => {
    const random = randomStream(0, `${level} ${kind} ${boxes[0]?.result.name ?? ""}`);
    const all = boxes.flatMap((box) => box[kind].map((window) => ({ ...box, window, value: box.valueAt(window) })));
    return {
      type: "scatter",
      mode: "markers",
      name: kind === "positive" ? "under exfiltration" : "touched by it (grey)",
      legendgroup: kind,
      legendrank: kind === "positive" ? 1001 : 1002,
      showlegend: first && levels.indexOf(level) === 0,
      xaxis: places.x,
      yaxis: places.y,
      x: all.map(({ at }) => round(at + (random() - 0.5) * width * 0.7)),
      y: all.map(({ value }) => value),
      customdata: all.map(({ window, every }) => `${window * every}–${(window + 1) * every} s`),
      hovertemplate: `%{y}<br>${level}, %{customdata}<extra></extra>`,
      marker: {
        size: 6.5,
        color: look.stolen,
        symbol: kind === "positive" ? "circle" : "circle-open",
        line: kind === "positive" ? { width: 0.6, color: look.paper } : { width: 1.4, color: look.stolen },
      },
    };
  };
  return [
    {
      type: "box",
      name: `level ${level}`,
      legendgroup: level,
      showlegend: first,
      xaxis: places.x,
      yaxis: places.y,
      x: boxed.map(({ at }) => round(at)),
      q1: stat(0.25),
      median: stat(0.5),
      q3: stat(0.75),
      lowerfence: stat(0.05),
      upperfence: stat(0.95),
      width: width * 0.86,
      line: { width: 1.4, color: colour },
      fillcolor: faded(colour, 0.2),
      hoverinfo: "y",
    },
    dots("grey"),
    dots("positive"),
  ];
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
