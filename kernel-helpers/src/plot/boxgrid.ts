import { escapeHtml } from "../table/markup";
import type { Theme } from "./style";
import { boxedUnit, type Cell } from "./tables";

const panel = { width: 330, height: 220, across: 76, down: 74 };

/** Panels beside and below each other: at most three in a row, and one alone is twice as large. Lengths in pixels. */
export interface BoxGrid {
  readonly width: number;
  readonly height: number;
  /** The axes of a panel. */
  axes(index: number, cells: readonly Cell[], granularities: readonly number[], look: Theme): Record<string, object>;
  /** What stands above a panel. */
  title(index: number, text: string): object;
}

/** The names of a panel's axes, as traces and annotations call them. */
export function placesOf(index: number): { readonly x: string; readonly y: string } {
  const suffix = index === 0 ? "" : String(index + 1);
  return { x: `x${suffix}`, y: `y${suffix}` };
}

export function boxGrid(count: number): BoxGrid {
  const columns = Math.min(3, count);
  const rows = Math.ceil(count / columns);
  const single = count === 1 ? 2 : 1;
  const size = { width: panel.width * single, height: panel.height * single };
  const width = columns * size.width + (columns - 1) * panel.across;
  const height = rows * size.height + (rows - 1) * panel.down;
  const leftOf = (index: number): number => ((index % columns) * (size.width + panel.across)) / width;
  const topOf = (index: number): number => 1 - (Math.floor(index / columns) * (size.height + panel.down)) / height;
  return {
    width,
    height,
    axes(index, [{ result }], granularities, look) {
      const { x, y } = placesOf(index);
      const [left, top] = [leftOf(index), topOf(index)];
      const isLowest = index + columns >= count;
      return {
        [x.replace("x", "xaxis")]: {
          domain: [left, left + size.width / width],
          anchor: y,
          tickvals: granularities.map((_, i) => i),
          ticktext: granularities.map((every) => `${every} s`),
          range: [-0.6, granularities.length - 0.4],
          linecolor: look.faint,
          showgrid: false,
          zeroline: false,
          title: isLowest ? { text: "window", standoff: 6 } : undefined,
        },
        [y.replace("y", "yaxis")]: {
          domain: [Math.max(0, top - size.height / height), top],
          anchor: x,
          gridcolor: look.grid,
          linecolor: look.faint,
          zeroline: false,
          exponentformat: "SI",
          nticks: 6,
          title: { text: escapeHtml(boxedUnit(result)), standoff: 4, font: { size: 11 } },
          ...(result.unit === "B" ? { tickformat: "~s" } : {}),
        },
      };
    },
    title: (index, text) => ({
      text: `<b>${escapeHtml(text)}</b>`,
      x: leftOf(index),
      xref: "paper",
      xanchor: "left",
      y: topOf(index),
      yref: "paper",
      yanchor: "bottom",
      yshift: 4,
      showarrow: false,
      font: { size: 12.5 },
    }),
  };
}
