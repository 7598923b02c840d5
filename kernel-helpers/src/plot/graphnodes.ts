import type { WindowGraph } from "../edges/graph";
import type { NodeKind } from "../edges/node";
import { escapeHtml } from "../table/markup";
import type { OnPath } from "./path";
import type { Point } from "./place";
import { byteText, faded, type Theme } from "./style";

/** Pixels from a node's middle to where edges end. */
export const nodeRadius = 13;

/** What the legend calls a kind of node, and the place of its colour among those of lines. */
const kindNames: Partial<Record<NodeKind, { name: string; colour: number }>> = {
  instance: { name: "services", colour: 0 },
  client: { name: "users", colour: 2 },
  outside: { name: "outside", colour: 1 },
  vip: { name: "virtual addresses", colour: 4 },
};
const otherKind = { name: "others", colour: 5 };

/**
 * Nodes with their names, one trace for each kind; those of the path have a rim. The legend explains the colours by traces of its own, which
 * stay as they are when a window's nodes are faint.
 */
export function nodeDots(graph: WindowGraph, pixels: ReadonlyMap<string, Point>, path: OnPath, look: Theme): object[] {
  const kinds = [...new Set(graph.kinds.map((kind) => kindNames[kind] ?? otherKind))];
  const all = kinds.map((kind) => {
    const members = graph.names.map((_, i) => i).filter((i) => (kindNames[graph.kinds[i]] ?? otherKind) === kind);
    const onPath = members.map((i) => path.node(graph.names[i]));
    return {
      type: "scatter",
      mode: "markers",
      name: kind.name,
      legendgroup: kind.name,
      x: members.map((i) => pixels.get(graph.names[i])!.x),
      y: members.map((i) => pixels.get(graph.names[i])!.y),
      text: members.map((i) => escapeHtml(graph.names[i])),
      marker: {
        size: nodeRadius * 2 - 4,
        color: look.lines[kind.colour],
        opacity: 1,
        line: { width: onPath.map((on) => (on ? 3 : 1.5)), color: onPath.map((on) => (on ? look.stolen : look.paper)) },
      },
      customdata: members.map((i) => [byteText(rowSum(graph.out, i)), byteText(rowSum(graph.in, i))]),
      hovertemplate: "%{text}<br>sent %{customdata[0]}, received %{customdata[1]}<extra></extra>",
      showlegend: false,
    };
  });
  const explained = kinds.map((kind) => ({
    type: "scatter",
    mode: "markers",
    name: kind.name,
    legendgroup: kind.name,
    x: [null],
    y: [null],
    marker: { size: nodeRadius * 2 - 4, color: look.lines[kind.colour] },
  }));
  const dots = kinds.length > 1 ? [...all, ...explained] : all;
  const stolen = {
    type: "scatter",
    mode: "lines",
    name: "way of the stolen data",
    x: [null],
    y: [null],
    line: { color: look.stolen, width: 4 },
  };
  return path.isEmpty ? dots : [...dots, stolen];
}

/** So many names can be read beside each other. */
const mostLabels = 60;

/**
 * Names below the nodes, on a veil of the paper's colour, so that edges do not cross them out: of many nodes those with most bytes, and those of the
 * path. Under the mouse each has its name.
 */
export function nodeLabels(graph: WindowGraph, pixels: ReadonlyMap<string, Point>, path: OnPath, look: Theme): object[] {
  const busiest = graph.names
    .map((name, i) => ({ name, bytes: rowSum(graph.out, i) + rowSum(graph.in, i) }))
    .sort((a, b) => Number(path.node(b.name)) - Number(path.node(a.name)) || b.bytes - a.bytes);
  const shown = new Set(busiest.slice(0, mostLabels).map(({ name }) => name));
  return graph.names
    .filter((name) => shown.has(name))
    .map((name) => ({
      ...pixels.get(name)!,
      text: path.node(name) ? `<b>${escapeHtml(name)}</b>` : escapeHtml(name),
      showarrow: false,
      yanchor: "top",
      yshift: -nodeRadius + 1,
      borderpad: 0,
      bgcolor: faded(look.paper, 0.72),
      font: { size: 12.5 },
    }));
}

function rowSum({ offsets, bytes }: WindowGraph["out"], i: number): number {
  let sum = 0;
  for (let e = offsets[i]; e < offsets[i + 1]; e++) sum += bytes[e];
  return sum;
}
