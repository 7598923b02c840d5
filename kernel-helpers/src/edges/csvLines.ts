import { quoted } from "../table/table";
import { exfilAt, exfilColumn, exfilNames, nothing, type Exfil } from "./exfil";
import { windowStart } from "./grid";
import { instantText } from "./instant";
import type { EdgeTable } from "./table";

const pieceLength = 1 << 18;

/** The CSV of `toTable`, piece by piece: what rows of one window have in common, and what is the same for an edge, is made once. */
export function* csvLines(edges: EdgeTable): IterableIterator<string> {
  const { slices, sources, destinations, nodes, origin } = edges.parts;
  const names = nodes.map(({ name }) => quoted(name));
  const { hasExfil } = edges;
  const shares = hasExfil ? exfilNames.map((name) => `,${exfilColumn(name)}`).join("") : "";
  let piece = `granularity,window,start,source,destination,frames,bytes,wire_bytes${shares}\n`;
  for (const slice of slices) {
    const { offsets, edges: numbers, frames, bytes, wireBytes, exfil } = slice;
    for (let window = 0; window < slice.windowCount; window++) {
      if (offsets[window] === offsets[window + 1]) continue;
      const start = `${slice.every},${window},${instantText(windowStart(origin, window, slice.nanoseconds))},`;
      for (let row = offsets[window]; row < offsets[window + 1]; row++) {
        const edge = numbers[row];
        piece += `${start}${names[sources[edge]]},${names[destinations[edge]]},${frames[row]},${bytes[row]},${wireBytes[row]}`;
        if (hasExfil) piece += shareText(exfil ? exfilAt(exfil, window, edge) : nothing);
        piece += "\n";
        if (piece.length > pieceLength) {
          yield piece;
          piece = "";
        }
      }
    }
  }
  yield piece;
}

const shareText = (share: Exfil): string => exfilNames.map((name) => `,${share[name]}`).join("");
