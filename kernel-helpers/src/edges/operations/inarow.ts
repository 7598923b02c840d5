import { InputError } from "../../config/error";
import { toNanoseconds } from "../instant";
import { sortedPairs } from "../order";
import { Pairs } from "../pairs";
import { sortedSlice } from "../slice";
import type { EdgeTableParts, Mark } from "../table";
import { WindowRows } from "../windowRows";

/**
 * Tables that follow each other, as one: of one granularity and level, each beginning where the one before it ends. The thief's share is left out.
 *
 * @throws InputError when they do not follow each other
 */
export function inARow(tables: readonly EdgeTableParts[]): EdgeTableParts {
  const [first] = tables;
  const [{ every, nanoseconds }] = first.slices;
  const pairs = new Pairs();
  const rows = new WindowRows();
  const coverage: number[] = [];
  const marks: Writable[] = [];
  for (const { origin, level, slices, nodes, sources, destinations, marks: own } of tables) {
    const [slice] = slices;
    const at = coverage.length;
    const follows = toNanoseconds(origin) - toNanoseconds(first.origin) === BigInt(at) * BigInt(nanoseconds);
    if (slices.length !== 1 || slice.nanoseconds !== nanoseconds || level !== first.level || !follows)
      throw new InputError("tables in a row must have one granularity and level, and begin where the one before ends");
    for (let window = 0; window < slice.windowCount; window++)
      for (let row = slice.offsets[window]; row < slice.offsets[window + 1]; row++) {
        const edge = pairs.edge(pairs.node(nodes[sources[slice.edges[row]]]), pairs.node(nodes[destinations[slice.edges[row]]]));
        rows.append(at + window, edge, slice.frames[row], slice.bytes[row], slice.wireBytes[row]);
      }
    for (const mark of own) add(marks, { ...mark, start: mark.start + at * every, end: mark.end + at * every });
    coverage.push(...slice.coverage);
  }
  const { rank, ...sorted } = sortedPairs(pairs);
  const slice = sortedSlice(rows, {
    every,
    nanoseconds,
    windowCount: coverage.length,
    firstWindow: 0,
    rank,
    coverage: Float64Array.from(coverage),
  });
  // The last table knows most of who existed when.
  const { presences, slices: lastSlices } = tables[tables.length - 1];
  const later = (coverage.length - lastSlices[0].windowCount) * every;
  return {
    ...first,
    ...sorted,
    slices: [slice],
    presences: presences.map((one) => ({ ...one, from: one.from + later, to: one.to + later })),
    marks,
    thefts: undefined,
    join: undefined,
  };
}

type Writable = { -readonly [key in keyof Mark]: Mark[key] };

/** Adds a mark; one that goes on where the last of its kind ended lengthens that. */
function add(marks: Writable[], mark: Mark): void {
  const last = marks.at(-1);
  if (last && last.kind === mark.kind && mark.start - last.end < 1e-6) last.end = mark.end;
  else marks.push({ ...mark });
}
