import { windowStart } from "../grid";
import { toTime } from "../instant";
import { exfilOf } from "../exfil";
import type { EdgeRow, EdgeTableParts } from "../table";
import { rebuilt } from "./rebuild";

/** The parts of a table with the rows that `keep` wants. */
export function filtered(parts: EdgeTableParts, keep: (row: EdgeRow) => boolean): EdgeTableParts {
  const { nodes, sources, destinations, origin } = parts;
  const rows = rebuilt(parts, {
    keep: (slice, row, window) =>
      keep({
        granularity: slice.every,
        window,
        start: toTime(windowStart(origin, window, slice.nanoseconds)),
        source: nodes[sources[slice.edges[row]]].name,
        destination: nodes[destinations[slice.edges[row]]].name,
        frames: slice.frames[row],
        bytes: slice.bytes[row],
        wireBytes: slice.wireBytes[row],
        ...(slice.exfil && exfilOf(slice.exfil, window, slice.edges[row])),
      }),
  });
  return { ...parts, ...rows };
}
