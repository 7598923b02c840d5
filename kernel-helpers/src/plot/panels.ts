import type { MetricResult } from "../metrics/result";
import type { MetricSlice } from "../metrics/table";
import { escapeHtml } from "../table/markup";
import { type Theme } from "./style";
import { unitText } from "./tables";

/** One panel: where it stands, top first, and its axes' names. */
export interface Panel {
  readonly result: MetricResult;
  readonly index: number;
  readonly domain: readonly [low: number, high: number];
}

/** What distinguishes a panel's axis and legend from the first's. */
export const suffix = (index: number): string => (index === 0 ? "" : String(index + 1));

/** Axes of the panels: `yaxis`, `yaxis2`, …, all on one `xaxis`, which stands below the last. */
export function axes(panels: readonly Panel[], { windowCount, every }: MetricSlice, look: Theme): Record<string, object> {
  const lines = { gridcolor: look.grid, linecolor: look.faint, zeroline: false, ticks: "outside", tickcolor: look.faint, ticklen: 4 };
  const ys = panels.map(({ result, index, domain }) => [
    `yaxis${suffix(index)}`,
    {
      ...lines,
      domain,
      rangemode: "tozero",
      nticks: 5,
      exponentformat: "SI",
      ...(result.unit === "B" ? { tickformat: "~s", ticksuffix: "B" } : {}),
    },
  ]);
  const x = {
    ...lines,
    range: [0, windowCount * every],
    title: { text: "time since start (s)", standoff: 8 },
    anchor: `y${suffix(panels.length - 1)}`,
  };
  return {
    ...Object.fromEntries(ys),
    xaxis: { ...x, showspikes: true, spikemode: "across", spikethickness: 1, spikedash: "dot", spikecolor: look.faint },
  };
}

/** How many letters the title of a panel has. */
export const titleLetters = (result: MetricResult): number => result.title.length + (result.unit ? unitText(result).length + 3 : 0);

export function panelTitle({ result, domain }: Panel, look: Theme): object {
  const unit = result.unit ? ` <span style="color:${look.faint}">(${escapeHtml(unitText(result))})</span>` : "";
  const text = `<b>${escapeHtml(result.title)}</b>${unit}`;
  return {
    text,
    x: 0,
    xref: "paper",
    xanchor: "left",
    y: domain[1],
    yref: "paper",
    yanchor: "bottom",
    showarrow: false,
    font: { size: 12 },
  };
}

/** A legend at the side of each panel that has several lines. */
export function legends(panels: readonly Panel[], lines: readonly object[][]): Record<string, object> {
  const several = panels.filter(({ index }) => lines[index].length > 1);
  return Object.fromEntries(
    several.map(({ index, domain }) => [
      `legend${suffix(index)}`,
      { x: 1.01, y: domain[1], yanchor: "top", font: { size: 11 }, bgcolor: "rgba(0,0,0,0)" },
    ]),
  );
}
