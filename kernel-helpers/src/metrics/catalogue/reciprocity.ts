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
  of: (g) => reciprocated(g, (bytes, frames) => bytes > leastFrame * frames),
});

/** The share of edges whose reverse exists, acknowledgements included; near 1 wherever TCP is spoken. */
export const reciprocityEdges = defineMetric({
  name: "reciprocity.edges",
  title: "Reciprocity of edges",
  formula: "|{ij : ij and ji exist}| ÷ |{ij : ij exists}|, i ≠ j",
  range: "[0, 1]",
  degenerate: "NaN for a window without traffic between two nodes. networkx counts self-loops as edges without a reverse.",
  of: (g) => reciprocated(g, () => true),
});

/** The share of edges that count whose reverse counts, too. */
function reciprocated({ nodeCount, out, in: incoming }: WindowGraph, counts: (bytes: number, frames: number) => boolean): number {
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
  return both / all;
}
