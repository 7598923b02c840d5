import type { EdgeTableParts } from "../table";
import { exfilAt } from "../exfil";
import { rebuilt } from "./rebuild";

/**
 * The parts of a table without the thief's packets: what the same capture would have shown of everybody else. Nodes and edges that were
 * the thief's alone are gone.
 */
export function withoutThief(parts: EdgeTableParts): EdgeTableParts {
  const slices = parts.slices.map(({ exfil, ...slice }) => {
    if (!exfil) return slice;
    const [frames, bytes, wireBytes] = [slice.frames.slice(), slice.bytes.slice(), slice.wireBytes.slice()];
    for (let window = 0; window < slice.windowCount; window++) {
      for (let row = slice.offsets[window]; row < slice.offsets[window + 1]; row++) {
        const share = exfilAt(exfil, window, slice.edges[row]);
        frames[row] -= share.frames;
        bytes[row] -= share.bytes + share.overhead;
        wireBytes[row] -= share.wireBytes;
      }
    }
    return { ...slice, frames, bytes, wireBytes };
  });
  const rest = withoutShares(parts);
  return { ...rest, ...rebuilt({ ...rest, slices }, { keep: (slice, row) => slice.frames[row] > 0 }) };
}

/** The parts of a table as if nobody had kept a ledger: the thief's packets stay, but nothing tells them. */
export function withoutShares({ join: _join, thefts: _thefts, slices, ...rest }: EdgeTableParts): EdgeTableParts {
  return { ...rest, slices: slices.map(({ exfil: _exfil, ...slice }) => slice) };
}
