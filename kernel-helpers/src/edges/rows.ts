import { derived, type Column } from "../table/column";
import { table, type Table } from "../table/table";
import { exfilAt, exfilColumn, exfilOf, exfilNames, type Exfil } from "./exfil";
import { windowStart } from "./grid";
import { instantText, toTime } from "./instant";
import type { EdgeRow, EdgeTableParts } from "./parts";
import type { Slice } from "./slice";
import type { EdgeTable } from "./table";

/** A row of one slice, and its window. */
interface Place {
  readonly slice: Slice;
  readonly row: number;
  readonly window: number;
  readonly start: string;
}

/** The rows of an edge table as columns; nothing is copied, the values are looked up when they are asked for. */
export function edgeRows(edges: EdgeTable): Table {
  const { slices, sources, destinations, nodes, origin } = edges.parts;
  const { rowCount } = edges;
  const find = finder(slices, (window, slice) => instantText(windowStart(origin, window, slice.nanoseconds)));
  const column = <T extends number | string>(of: (place: Place) => T): Column => derived(rowCount, (row) => of(find(row)), String);

  const windows = slices.map((slice) => `${slice.windowCount} × ${slice.every} s`).join(", ");
  const title = `${rowCount} edges at level ${edges.level}, windows: ${windows}`;
  return table(
    {
      granularity: column(({ slice }) => slice.every),
      window: column(({ window }) => window),
      start: column(({ start }) => start),
      source: column(({ slice, row }) => nodes[sources[slice.edges[row]]].name),
      destination: column(({ slice, row }) => nodes[destinations[slice.edges[row]]].name),
      frames: column(({ slice, row }) => slice.frames[row]),
      bytes: column(({ slice, row }) => slice.bytes[row]),
      wire_bytes: column(({ slice, row }) => slice.wireBytes[row]),
      ...(edges.hasExfil && exfilColumns(column)),
    },
    title,
  );
}

/** The rows as people read them, in order. */
export function* eachRow({ slices, nodes, sources, destinations, origin }: EdgeTableParts): IterableIterator<EdgeRow> {
  for (const { every, nanoseconds, windowCount, offsets, edges, frames, bytes, wireBytes, exfil } of slices)
    for (let window = 0; window < windowCount; window++) {
      const start = toTime(windowStart(origin, window, nanoseconds));
      for (let row = offsets[window]; row < offsets[window + 1]; row++)
        yield {
          granularity: every,
          window,
          start,
          source: nodes[sources[edges[row]]].name,
          destination: nodes[destinations[edges[row]]].name,
          frames: frames[row],
          bytes: bytes[row],
          wireBytes: wireBytes[row],
          ...(exfil && exfilOf(exfil, window, edges[row])),
        };
    }
}

/** The thief's share of each row, as columns. */
function exfilColumns(column: (of: (place: Place) => number) => Column): Record<string, Column> {
  const of = (name: keyof Exfil) =>
    column(({ slice, row, window }) => (slice.exfil ? exfilAt(slice.exfil, window, slice.edges[row])[name] : 0));
  return Object.fromEntries(exfilNames.map((name) => [exfilColumn(name), of(name)]));
}

/** Rows are asked for one after the other, column by column: the window of the last answer is kept. */
function finder(slices: readonly Slice[], startText: (window: number, slice: Slice) => string): (row: number) => Place {
  let last = { slice: slices[0], base: 0, window: -1, start: "" };
  let place: Place | null = null;
  let placeRow = -1;
  return (row) => {
    if (row === placeRow && place) return place;
    let base = 0;
    let index = 0;
    while (row - base >= slices[index].edges.length) base += slices[index++].edges.length;
    const slice = slices[index];
    const inside = row - base;
    const same =
      last.slice === slice && last.window >= 0 && inside >= slice.offsets[last.window] && inside < slice.offsets[last.window + 1];
    if (!same) {
      const window = windowOfRow(slice.offsets, inside);
      last = { slice, base, window, start: startText(window, slice) };
    }
    placeRow = row;
    return (place = { slice, row: inside, window: last.window, start: last.start });
  };
}

/** The last window whose rows begin at or before the row: binary search, past silent windows. */
function windowOfRow(offsets: Uint32Array, row: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (offsets[middle] <= row) low = middle;
    else high = middle;
  }
  return low;
}
