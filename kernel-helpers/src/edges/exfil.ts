/** What of an edge in a window is the thief's. */
export interface Exfil {
  /** Bytes of the stolen file that went along the edge. */
  readonly payload: number;
  /** Bytes handed to the transport: the payload as DET and the transport's protocol encode it, each sent byte once. */
  readonly app: number;
  /** IP bytes of the thief's connections and datagrams in the direction of the theft. */
  readonly bytes: number;
  /** Those in the other direction: SYN-ACK, ACK, replies. An edge carries them back. */
  readonly overhead: number;
  /** Frames of both, and their bytes on the wire. */
  readonly frames: number;
  readonly wireBytes: number;
}

export const exfilNames = ["payload", "app", "bytes", "overhead", "frames", "wireBytes"] as const;

/** The name of a share as a column: `exfil_wire_bytes`. */
export const exfilColumn = (name: keyof Exfil): string => `exfil_${name === "wireBytes" ? "wire_bytes" : name}`;

/** The thief's share in the rows of one granularity: those that have any, sorted by window and edge, each once. */
export interface ExfilRows extends Readonly<Record<keyof Exfil, Float64Array>> {
  readonly windows: Uint32Array;
  /** Numbers of edges. */
  readonly edges: Uint32Array;
}

/** Collects shares in any order; those of one window and edge add up. */
export interface ExfilCollector {
  add(window: number, edge: number, share: Partial<Exfil>): void;
  /** @param place where a share belongs in the end; null: nowhere */
  finish(place?: (window: number, edge: number) => readonly [window: number, edge: number] | null): ExfilRows;
}

export function exfilCollector(): ExfilCollector {
  const windows = new Map<number, Map<number, Float64Array>>();
  const sumsAt = (within: typeof windows, window: number, edge: number): Float64Array => {
    let edges = within.get(window);
    if (!edges) within.set(window, (edges = new Map<number, Float64Array>()));
    let sums = edges.get(edge);
    if (!sums) edges.set(edge, (sums = new Float64Array(exfilNames.length)));
    return sums;
  };

  return {
    add(window, edge, share) {
      const sums = sumsAt(windows, window, edge);
      exfilNames.forEach((name, i) => (sums[i] += share[name] ?? 0));
    },
    finish(place = (window, edge) => [window, edge]) {
      const placed = new Map<number, Map<number, Float64Array>>();
      for (const [window, edges] of windows) {
        for (const [edge, sums] of edges) {
          const to = place(window, edge);
          if (!to) continue;
          const into = sumsAt(placed, ...to);
          sums.forEach((value, i) => (into[i] += value));
        }
      }
      return inOrder(placed);
    },
  };
}

function inOrder(sums: ReadonlyMap<number, ReadonlyMap<number, Float64Array>>): ExfilRows {
  const ascending = (numbers: Iterable<number>) => [...numbers].sort((a, b) => a - b);
  const windows = ascending(sums.keys()).flatMap((window) => new Array<number>(sums.get(window)!.size).fill(window));
  const edges = ascending(sums.keys()).flatMap((window) => ascending(sums.get(window)!.keys()));
  const column = (name: number) => Float64Array.from(edges, (edge, row) => sums.get(windows[row])!.get(edge)![name]);
  const [payload, app, bytes, overhead, frames, wireBytes] = exfilNames.map((_, i) => column(i));
  return { windows: Uint32Array.from(windows), edges: Uint32Array.from(edges), payload, app, bytes, overhead, frames, wireBytes };
}

/** Shares under other windows and edges; those that become one add up. @param place null: left out */
export function regrouped(
  rows: ExfilRows,
  place: (window: number, edge: number) => readonly [window: number, edge: number] | null,
): ExfilRows {
  const collector = exfilCollector();
  for (let i = 0; i < rows.windows.length; i++) collector.add(rows.windows[i], rows.edges[i], shareOf(rows, i));
  return collector.finish(place);
}

/** One of the rows. */
export function shareOf(rows: ExfilRows, i: number): Exfil {
  const { payload, app, bytes, overhead, frames, wireBytes } = rows;
  return {
    payload: payload[i],
    app: app[i],
    bytes: bytes[i],
    overhead: overhead[i],
    frames: frames[i],
    wireBytes: wireBytes[i],
  };
}

export const nothing: Exfil = { payload: 0, app: 0, bytes: 0, overhead: 0, frames: 0, wireBytes: 0 };

/** The thief's share of an edge in a window, by binary search; `nothing` where it has none. */
export function exfilAt(rows: ExfilRows, window: number, edge: number): Exfil {
  const { windows, edges } = rows;
  let low = 0;
  let high = windows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (windows[middle] < window || (windows[middle] === window && edges[middle] < edge)) low = middle + 1;
    else high = middle;
  }
  return windows[low] === window && edges[low] === edge ? shareOf(rows, low) : nothing;
}

/** The thief's share of an edge in a window as an edge row has it. */
export function exfilOf(rows: ExfilRows, window: number, edge: number): ExfilShare {
  const { payload, app, bytes, overhead } = exfilAt(rows, window, edge);
  return { exfilPayload: payload, exfilApp: app, exfilBytes: bytes, exfilOverhead: overhead };
}

export interface ExfilShare {
  readonly exfilPayload: number;
  readonly exfilApp: number;
  readonly exfilBytes: number;
  readonly exfilOverhead: number;
}
