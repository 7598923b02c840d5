import type { Csr, WindowGraph } from "../graph";
import { perGraph } from "./perGraph";

/** Neighbours of each node in either direction, each once and ascending, without self-loops; bytes and frames of both directions summed. */
export const undirected: (graph: WindowGraph) => Csr = perGraph(undirectedOf);

function undirectedOf({ nodeCount, out, in: incoming }: WindowGraph): Csr {
  const offsets = new Uint32Array(nodeCount + 1);
  const most = out.targets.length + incoming.targets.length;
  const targets = new Uint32Array(most);
  const bytes = new Float64Array(most);
  const frames = new Float64Array(most);
  let count = 0;
  for (let node = 0; node < nodeCount; node++) {
    let [o, i] = [out.offsets[node], incoming.offsets[node]];
    const [lastO, lastI] = [out.offsets[node + 1], incoming.offsets[node + 1]];
    while (o < lastO || i < lastI) {
      const target = Math.min(o < lastO ? out.targets[o] : Infinity, i < lastI ? incoming.targets[i] : Infinity);
      let [b, f] = [0, 0];
      if (o < lastO && out.targets[o] === target) {
        b += out.bytes[o];
        f += out.frames[o++];
      }
      if (i < lastI && incoming.targets[i] === target) {
        b += incoming.bytes[i];
        f += incoming.frames[i++];
      }
      if (target === node) continue;
      targets[count] = target;
      bytes[count] = b;
      frames[count++] = f;
    }
    offsets[node + 1] = count;
  }
  return { offsets, targets: targets.slice(0, count), bytes: bytes.slice(0, count), frames: frames.slice(0, count) };
}
