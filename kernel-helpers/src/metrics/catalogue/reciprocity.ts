import type { WindowGraph } from "../graph";
import { defineMetric } from "../registry";

/** More IP bytes a frame than acknowledgements and handshakes have: such an edge carries payload. */
const leastFrame = 100;

/**
 * The share of edges with payload whose reverse has payload, too. Acknowledgements do not count: with them every TCP connection is
 * reciprocated, and the metric is 1 always.
 */
export const reciprocity = defineMetric({
  name: "reciprocity",
  title: "Reciprocity of edges with payload",
  formula: "|{ij : ij and ji carry payload}| ÷ |{ij : ij carries payload}|, i ≠ j; payload: more than 100 IP bytes a frame",
  range: "[0, 1]",
  degenerate: "NaN when no edge carries payload.",
  of(g) {
    const { both, all } = reciprocated(g, (bytes, frames) => bytes > leastFrame * frames);
    return both / all;
  },
});

/** The share of edges whose reverse exists, acknowledgements included; near 1 wherever TCP is spoken. */
export const reciprocityEdges = defineMetric({
  name: "reciprocity.edges",
  title: "Reciprocity of edges",
  formula: "|{ij : ij and ji exist}| ÷ |{ij : ij exists}|, i ≠ j",
  range: "[0, 1]",
  degenerate: "NaN for a window without traffic between two nodes. networkx counts self-loops as edges without a reverse.",
  of(g) {
    const { both, all } = reciprocated(g, () => true);
    return both / all;
  },
});

/** For comparison with the predecessor's numbers alone, which are networkx's. */
export const reciprocityEdgesLegacy = defineMetric({
  name: "reciprocity.edges.legacy",
  title: "Reciprocity of edges as the predecessor had it",
  formula: "|{ij : ij and ji exist, i ≠ j}| ÷ m: self-loops are edges without a reverse",
  range: "[0, 1]",
  degenerate: "NaN for a silent window; 0 for a single node.",
  of: (g) => reciprocated(g, () => true).both / g.edgeCount,
});

/** How many edges between two nodes count, and of how many of them the reverse counts, too. */
function reciprocated(
  { nodeCount, out, in: incoming }: WindowGraph,
  counts: (bytes: number, frames: number) => boolean,
): { readonly both: number; readonly all: number } {
  let [both, all] = [0, 0];
  for (let i = 0; i < nodeCount; i++) {
    let reverse = incoming.offsets[i];
    for (let e = out.offsets[i]; e < out.offsets[i + 1]; e++) {
      const target = out.targets[e];
      if (target === i || !counts(out.bytes[e], out.frames[e])) continue;
      all++;
      while (reverse < incoming.offsets[i + 1] && incoming.targets[reverse] < target) reverse++;
      if (reverse === incoming.offsets[i + 1] || incoming.targets[reverse] !== target) continue;
      if (counts(incoming.bytes[reverse], incoming.frames[reverse])) both++;
    }
  }
  return { both, all };
}
