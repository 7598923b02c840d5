import type { WindowGraph } from "../edges/graph";
import type { EdgeTable } from "../edges/table";
import { escapeHtml } from "../table/markup";
import { figure, type Figure } from "./figure";
import { checkDrawable } from "./graphcanvas";
import { edgeLabels } from "./labels";
import { onPath, type ExfiltrationPath } from "./path";
import { baseLayout, byteText, theme, titleText, type ThemeName } from "./style";
import { textWidth } from "./tables";
import { windowSlider, windowsToStep } from "./windowslider";

export interface AdjacencyPlotOptions {
  /** Granularity in seconds; default: the finest of the table that has at most 120 windows, else the coarsest. */
  readonly every?: number;
  /** Names of the nodes that stolen data passed, in order, or several such ways: their cells have a vermilion rim. */
  readonly path?: ExfiltrationPath;
  readonly title?: string;
  readonly theme?: ThemeName;
}

/** Up to so many nodes all windows are in the figure; of larger graphs only their sum, in smaller cells. */
const mostNodes = 60;
/** Pixels of a cell, at most; and those of which one has room for a name. */
const [widest, named] = [30, 14];

/**
 * Heat map of the bytes (by their logarithm) from each node, a row, to each other, a column; with a slider over the windows. It begins with all
 * windows together. Empty cells: nothing was sent.
 *
 * @throws InputError for more than 1000 nodes
 */
export function plotAdjacency(edges: EdgeTable, options: AdjacencyPlotOptions = {}): Figure {
  const look = theme(options.theme);
  const one = windowsToStep(edges, options.every, "plotAdjacency");
  const [slice] = one.parts.slices;
  const whole = one.total();
  checkDrawable(whole);
  const names = whole.names.map(escapeHtml);
  const place = new Map(whole.names.map((name, i) => [name, i]));
  const path = onPath(options.path);
  const title = options.title ?? "Bytes between nodes";
  const labels = edgeLabels(one);

  const cells = (graph: WindowGraph): (number | null)[][] => {
    const rows = names.map(() => new Array<number | null>(names.length).fill(null));
    for (let i = 0; i < graph.nodeCount; i++)
      for (let e = graph.out.offsets[i]; e < graph.out.offsets[i + 1]; e++) {
        const column = place.get(graph.names[graph.out.targets[e]])!;
        rows[place.get(graph.names[i])!][column] = Math.round(Math.log10(Math.max(1, graph.out.bytes[e])) * 1000) / 1000;
      }
    return rows;
  };
  const subtitle = (graph: WindowGraph, when: string): string =>
    `${when}: ${byteText(graph.out.bytes.reduce((sum, bytes) => sum + bytes, 0))} at level ${one.level}`;
  const total = subtitle(whole, `all ${slice.windowCount} windows of ${slice.every} s`);
  const windows = names.length <= mostNodes ? slice.windowCount : 0;
  const under = { positive: ", UNDER EXFILTRATION", grey: ", touched by exfiltration", negative: "" };
  const steps = [
    { label: "all", restyle: { z: [cells(whole)] }, title: titleText(look, title, total) },
    ...Array.from({ length: windows }, (_, window) => {
      const graph = one.at(window);
      const when = `${window * slice.every} to ${(window + 1) * slice.every} s${under[labels[window]]}`;
      return { label: `${window * slice.every} s`, restyle: { z: [cells(graph)] }, title: titleText(look, title, subtitle(graph, when)) };
    }),
  ];
  const most = whole.out.bytes.reduce((greatest, bytes) => Math.max(greatest, Math.log10(Math.max(1, bytes))), 1);
  // The scale begins at the decade of the smallest edge of any window, or most colours would be of what nobody sends.
  const smallest = slice.bytes.reduce((least, bytes) => (bytes > 0 ? Math.min(least, bytes) : least), 10 ** most);
  const from = Math.min(Math.floor(Math.log10(smallest)), Math.ceil(most) - 1);
  const decades = Array.from({ length: Math.floor(most) - from + 1 }, (_, i) => from + i);
  const cell = Math.max(2, Math.min(widest, (mostNodes * widest) / names.length));
  const side = Math.max(300, names.length * cell);
  const ticks = cell < named ? { type: "category", nticks: Math.floor(side / widest) } : { tickvals: names };
  const label = textWidth(whole.names);
  return figure(
    title,
    [
      {
        type: "heatmap",
        x: names,
        y: names,
        z: cells(whole),
        zmin: from,
        zmax: most,
        colorscale: "Cividis",
        xgap: cell < named ? 0 : 1,
        ygap: cell < named ? 0 : 1,
        hoverongaps: false,
        hovertemplate: "%{y} → %{x}<br>10^%{z:.2f} B<extra></extra>",
        colorbar: {
          title: { text: "bytes", side: "top" },
          tickvals: decades,
          ticktext: decades.map((decade) => byteText(10 ** decade)),
          thickness: 12,
          len: 0.8,
          outlinewidth: 0,
        },
      },
    ],
    {
      ...baseLayout(look, title, total),
      width: side + label + 150,
      height: side + 0.8 * label + 84 + 150,
      margin: { l: label + 40, r: 110, t: 84, b: 0.8 * label + 150 },
      xaxis: { title: { text: "to", standoff: 4 }, tickangle: 45, gridcolor: look.grid, zeroline: false, ticks: "", ...ticks },
      yaxis: {
        title: { text: "from", standoff: 4 },
        autorange: "reversed",
        gridcolor: look.grid,
        zeroline: false,
        ticks: "",
        ...ticks,
      },
      shapes: whole.names.flatMap((source, row) =>
        whole.names.flatMap((destination, column) =>
          path.edge(source, destination)
            ? [{ type: "rect", x0: column - 0.5, x1: column + 0.5, y0: row - 0.5, y1: row + 0.5, line: { color: look.stolen, width: 2.5 } }]
            : [],
        ),
      ),
      ...(windows > 0 ? { sliders: [windowSlider(steps, look, { y: -(0.8 * label + 60) / side })] } : {}),
    },
  );
}
