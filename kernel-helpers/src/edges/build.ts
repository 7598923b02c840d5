import { coverage } from "./coverage";
import type { Granularity } from "./granularity";
import { windowOf, windowStart } from "./grid";
import { instant, toTime } from "./instant";
import { namer, type Level } from "./node";
import { theftsOf } from "./ledger/thefts";
import type { EdgeOptions } from "./options";
import type { Pass } from "./pass";
import { rolledUp, type Slice, sortedSlice } from "./slice";
import { RowSorter } from "./sorter";
import { EdgeTable, type Presence } from "./table";
import { mostWindows, tooManyWindows } from "./window";

/** Whether the earliest packet lies before window 0 of the coarsest granularity and the grid cannot be moved by whole windows. */
export function windowsNeedNewOrigin(plan: readonly Granularity[], { windows }: Pass, align: "epoch" | "first"): boolean {
  const coarsest = plan[plan.length - 1].nanoseconds;
  return windows.some((one) => one && one.first < 0) && (align === "first" || plan.some(({ nanoseconds }) => coarsest % nanoseconds !== 0));
}

/** Puts names and rows in order and makes the table. */
export function buildTable(plan: readonly Granularity[], level: Level, options: EdgeOptions, pass: Pass): EdgeTable {
  const coarsest = plan[plan.length - 1];
  const spans = windowSpans(plan, pass);
  const shift = Math.min(0, spans[plan.length - 1].first); // Whole windows of the coarsest that lie before the first guess.
  const origin = windowStart(pass.origin, shift, coarsest.nanoseconds);
  const moved = (shift * coarsest.nanoseconds) / 1e9;
  const running = pass.running.map((one) => ({ ...one, from: one.from - moved, to: one.to - moved }));
  const until = options.until === undefined ? Infinity : options.until - toTime(origin);
  const { nodes, sources, destinations, rank } = pass.flows.finish();

  const sorter = new RowSorter(pass.engine, rank);
  const slices: Slice[] = [];
  for (const [i, { every, nanoseconds, from }] of plan.entries()) {
    const firstWindow = (shift * coarsest.nanoseconds) / nanoseconds;
    const windowCount = countWindows(options, every, nanoseconds, pass, spans[i].last - firstWindow + 1);
    const made = { every, nanoseconds, windowCount, coverage: coverage(running, windowCount, every, until) };
    const slice: Slice = from
      ? rolledUp(slices[from.index], from.ratio, made, sorter)
      : sortedSlice(pass.windows[i]!.rows, { ...made, firstWindow, rank }, sorter);
    const exfil = pass.shares?.rows(i, (window, edge) => [window - firstWindow, rank[edge]]);
    slices.push(exfil ? { ...slice, exfil } : slice);
  }
  return new EdgeTable({
    level,
    origin,
    nodes,
    sources,
    destinations,
    slices,
    presences: presences(level, options, toTime(origin)),
    marks: options.marks ?? [],
    counts: pass.counts,
    ...(pass.shares && { join: pass.shares.join, thefts: theftsOf(options.ledger!, toTime(origin)) }),
    ...(pass.shares?.rates && { rates: pass.shares.rates }),
  });
}

/** First and last window with a row, by granularity. */
function windowSpans(plan: readonly Granularity[], { windows }: Pass): { first: number; last: number }[] {
  const spans: { first: number; last: number }[] = [];
  for (const [i, { from }] of plan.entries()) {
    const fine = from ? spans[from.index] : windows[i]!;
    const ratio = from?.ratio ?? 1;
    spans.push({ first: Math.floor(fine.first / ratio), last: Math.floor(fine.last / ratio) });
  }
  return spans;
}

/** With a given end the windows reach to it, whether traffic does or not. */
function countWindows({ origin, until }: EdgeOptions, every: number, nanoseconds: number, pass: Pass, seen: number): number {
  let count = Math.max(0, seen);
  if (origin !== undefined && until !== undefined) {
    const end = instant(until);
    const before =
      end.nanoseconds > 0 ? { ...end, nanoseconds: end.nanoseconds - 1 } : { seconds: end.seconds - 1, nanoseconds: 999999999 };
    count = windowOf(pass.origin, before.seconds, before.nanoseconds, nanoseconds) + 1;
  }
  if (count > mostWindows) throw tooManyWindows(count, every);
  return count;
}

/** Kinds of entities that take part in an application; the rest is there to make it run. */
const partaking = new Set(["instance", "vip", "client", "outside"]);

function presences(level: Level, { entities = [], networks = [] }: EdgeOptions, origin: number): Presence[] {
  const name = namer(level, networks);
  return entities
    .filter(({ kind, address }) => partaking.has(kind) && !(level === "ip" && address.includes("/")))
    .map((interval) => ({
      ...name(interval.address, new Uint8Array(0), interval),
      from: interval.from - origin,
      to: interval.to === null ? Infinity : interval.to - origin,
    }));
}
