import { quoted } from "../table/table";
import { windowStart } from "./grid";
import { instantText } from "./instant";
import type { EdgeTable } from "./table";

const pieceLength = 1 << 18;

/** The CSV of `toTable`, piece by piece: what rows of one window have in common, and what is the same for an edge, is made once. */
export function* csvLines(edges: EdgeTable): IterableIterator<string> {
  const { slices, sources, destinations, nodes, origin } = edges.parts;
  const names = nodes.map(({ name }) => quoted(name));
  let piece = "granularity,window,start,source,destination,frames,bytes,wire_bytes\n";
  for (const slice of slices) {
    const { offsets, edges: numbers, frames, bytes, wireBytes } = slice;
    for (let window = 0; window < slice.windowCount; window++) {
      if (offsets[window] === offsets[window + 1]) continue;
      const start = `${slice.every},${window},${instantText(windowStart(origin, window, slice.nanoseconds))},`;
      for (let row = offsets[window]; row < offsets[window + 1]; row++) {
        const edge = numbers[row];
        piece += `${start}${names[sources[edge]]},${names[destinations[edge]]},${frames[row]},${bytes[row]},${wireBytes[row]}\n`;
        if (piece.length > pieceLength) {
          yield piece;
          piece = "";
        }
      }
    }
  }
  yield piece;
}
