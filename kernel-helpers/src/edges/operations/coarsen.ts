import { InputError } from "../../config/error";
import { regrouped } from "../exfil";
import { granularities } from "../granularity";
import { type Slice, sortedSlice } from "../slice";
import type { EdgeTableParts } from "../table";
import { WindowRows } from "../windowRows";

/** The parts of a table with one granularity, summed from the coarsest that divides it. */
export function coarsened(parts: EdgeTableParts, every: number): EdgeTableParts {
  const [{ nanoseconds }] = granularities([every]);
  if (parts.slices.length === 0) return { ...parts, slices: [emptySlice(every, nanoseconds)] }; // A file without rows does not say of which it is.
  const fine = [...parts.slices].reverse().find((slice) => Number.isInteger(nanoseconds / slice.nanoseconds));
  if (!fine) {
    const have = parts.slices.map((slice) => slice.every).join(", ");
    throw new InputError(`coarsen: ${every} s must be a multiple of a granularity of the table (${have} s)`);
  }
  const ratio = nanoseconds / fine.nanoseconds;
  const windowCount = Math.ceil(fine.windowCount / ratio);
  const rows = new WindowRows();
  const coverage = new Float64Array(windowCount);
  for (let window = 0; window < fine.windowCount; window++) {
    const coarse = Math.floor(window / ratio);
    coverage[coarse] += fine.coverage[window];
    for (let row = fine.offsets[window]; row < fine.offsets[window + 1]; row++) {
      rows.append(coarse, fine.edges[row], fine.frames[row], fine.bytes[row], fine.wireBytes[row]);
    }
  }
  const rank = Uint32Array.from(parts.sources, (_, edge) => edge);
  const mean = coverage.map((sum) => sum / ratio);
  const slice = sortedSlice(rows, { every, nanoseconds, windowCount, firstWindow: 0, rank, coverage: mean });
  const exfil = fine.exfil && regrouped(fine.exfil, (window, edge) => [Math.floor(window / ratio), edge]);
  return { ...parts, slices: [exfil ? { ...slice, exfil } : slice] };
}

const emptySlice = (every: number, nanoseconds: number): Slice =>
  sortedSlice(new WindowRows(), {
    every,
    nanoseconds,
    windowCount: 0,
    firstWindow: 0,
    rank: new Uint32Array(0),
    coverage: new Float64Array(0),
  });
