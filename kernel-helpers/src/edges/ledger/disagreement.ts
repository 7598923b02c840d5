import type { LedgerLine } from "../../runfolder/ledger";
import type { LegJoin } from "./leg";
import { messageName as name, type JoinedMessage } from "./match";
import type { Remainder } from "./remainder";
import { sum } from "./sum";

/** The messages that each hop has on record, by name. */
export function arrivalsOf(ledger: readonly LedgerLine[]): ReadonlyMap<number, ReadonlyMap<string, LedgerLine>> {
  const byHop = new Map<number, Map<string, LedgerLine>>();
  for (const line of ledger) {
    if (line.event === "failed") continue;
    const names = byHop.get(line.hop) ?? new Map<string, LedgerLine>();
    byHop.set(line.hop, names.set(name(line), line));
  }
  return byHop;
}

/** What of a leg does not agree, by reason. @param whole what a resolver passed on: it came through, whatever became of it then */
export function remaindersOf(
  { hop, passedOn, strays }: LegJoin,
  all: readonly JoinedMessage[],
  unwritten: ReadonlySet<LedgerLine>,
  arrivals: ReadonlyMap<number, ReadonlyMap<string, LedgerLine>>,
  whole: readonly LedgerLine[],
): Remainder[] {
  const next = arrivals.get(hop + 1);
  const here = arrivals.get(hop);
  const through = new Set(whole.filter((line) => line.hop === hop).map(name));
  const parts = new Map<Remainder["kind"], Remainder>();
  const put = (kind: Remainder["kind"], messages: number, payload: number, encoded: number, carriers = 0): void => {
    const before = parts.get(kind) ?? { hop, ...(passedOn && { passedOn }), kind, messages: 0, payload: 0, encoded: 0, carriers: 0 };
    parts.set(kind, {
      ...before,
      messages: before.messages + messages,
      payload: before.payload + payload,
      encoded: before.encoded + encoded,
      carriers: before.carriers + carriers,
    });
  };

  const counted = new Set<string>();
  for (const { line, captured } of all) {
    if (line.hop !== hop || unwritten.has(line)) continue;
    const missing = line.encoded - captured;
    if (counted.has(name(line))) put("repeated", 1, line.payload, captured);
    counted.add(name(line));
    if (next?.has(name(line)) || through.has(name(line))) {
      if (missing > 0) put("unseen", 1, line.payload, missing);
    } else if (captured === 0) put("lost", 1, line.payload, missing);
    else if (missing > 0) put("cut", 1, line.payload, missing);
    else put("dropped", 1, line.payload, captured);
  }
  // A resolver has nothing on record: what it passed on is known from the captures and the next hop's word.
  const unknown = passedOn ? [] : [...(next ?? [])].flatMap(([known, line]) => (here?.has(known) ? [] : [line]));
  const claimed = sum(all.filter(({ line }) => line.hop === hop && unwritten.has(line)).map(({ captured }) => captured));
  const carriers = strays.connections + all.filter(({ line, captured }) => unwritten.has(line) && line.hop === hop && captured > 0).length;
  if (unknown.length > 0 || strays.payload + claimed > 0)
    put("unrecorded", unknown.length, sum(unknown.map(({ payload }) => payload)), strays.payload + claimed, carriers);
  return [...parts.values()];
}
