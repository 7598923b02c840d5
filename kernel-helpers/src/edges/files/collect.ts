import { InputError } from "../../config/error";
import { parseAddress } from "../../pcap/address";
import { noCounts } from "../../pcap/counts";
import { exfilCollector, type Exfil, type ExfilCollector } from "../exfil";
import { granularities } from "../granularity";
import type { Instant } from "../instant";
import { kindOfName, type Level, type Node } from "../node";
import { sortedPairs } from "../order";
import { Pairs } from "../pairs";
import { sortedSlice } from "../slice";
import { EdgeTable, type EdgeTableParts } from "../table";
import { mostWindows, tooManyWindows } from "../window";
import { WindowRows } from "../windowRows";

/** What the rows of a file do not say. */
export interface TableFacts extends Partial<Pick<EdgeTableParts, "presences" | "marks" | "counts" | "thefts">> {
  readonly origin: Instant;
  /** Default: `ip` when every node is an address, else `service`. */
  readonly level?: Level;
  /** Granularities that have no rows too, with the number of windows and the coverage of each (default: whole). */
  readonly granularities?: readonly { readonly every: number; readonly windowCount: number; readonly coverage?: Float64Array }[];
}

const nothingLeftOut = { dropped: {}, outsideSpan: { before: 0, after: 0 }, copies: { packets: 0, bytes: 0, repeated: 0 } };

/** Collects rows in any order and makes an edge table of them; rows of one window and edge add up. */
export interface RowCollector {
  /** @throws InputError for a window that is none */
  add(
    every: number,
    window: number,
    source: string,
    destination: string,
    frames: number,
    bytes: number,
    wireBytes: number,
    exfil?: Exfil,
  ): void;
  /** Without any granularity: an empty table. */
  finish(facts: TableFacts): EdgeTable;
}

/** @param nodeOf what the node of a name is */
export function rowCollector(nodeOf: (name: string) => Node = (name) => ({ name, kind: kindOfName(name) })): RowCollector {
  const pairs = new Pairs();
  const nodes = new Map<string, Node>();
  const slices = new Map<number, { rows: WindowRows; windows: number; exfil: ExfilCollector }>();

  const node = (name: string): number => {
    let known = nodes.get(name);
    if (!known) nodes.set(name, (known = nodeOf(name)));
    return pairs.node(known);
  };
  const sliceOf = (every: number) => {
    let slice = slices.get(every);
    if (!slice) slices.set(every, (slice = { rows: new WindowRows(), windows: 0, exfil: exfilCollector() }));
    return slice;
  };

  return {
    add(every, window, source, destination, frames, bytes, wireBytes, exfil) {
      if (!Number.isInteger(window) || window < 0) throw new InputError(`window must be a whole number from 0, not ${window}`);
      if (window >= mostWindows) throw tooManyWindows(window + 1, every);
      const slice = sliceOf(every);
      slice.windows = Math.max(slice.windows, window + 1);
      const edge = pairs.edge(node(source), node(destination));
      slice.rows.append(window, edge, frames, bytes, wireBytes);
      if (exfil && exfil.frames > 0) slice.exfil.add(window, edge, exfil);
    },
    finish({ origin, level, granularities: told = [], presences = [], marks = [], counts, thefts }) {
      for (const { every, windowCount } of told) sliceOf(every).windows = Math.max(sliceOf(every).windows, windowCount);
      const { rank, ...sorted } = sortedPairs(pairs);
      const plan = slices.size === 0 ? [] : granularities([...slices.keys()]);
      return new EdgeTable({
        ...sorted,
        level: level ?? (sorted.nodes.every(({ name }) => parseAddress(name)) ? "ip" : "service"),
        origin,
        slices: plan.map(({ every, nanoseconds }) => {
          const { rows, windows: windowCount, exfil } = slices.get(every)!;
          const coverage = told.find((one) => one.every === every)?.coverage ?? new Float64Array(windowCount).fill(1);
          const slice = sortedSlice(rows, { every, nanoseconds, windowCount, firstWindow: 0, rank, coverage });
          return thefts ? { ...slice, exfil: exfil.finish((window, edge) => [window, rank[edge]]) } : slice;
        }),
        presences,
        marks,
        thefts,
        counts: { ...noCounts(), ...nothingLeftOut, ...counts },
      });
    },
  };
}
