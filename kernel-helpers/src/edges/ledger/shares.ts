import type { Packet } from "../../pcap/packet";
import type { LedgerLine } from "../../runfolder/ledger";
import type { SpanRate } from "../../runfolder/rate";
import { exfilCollector, type ExfilRows } from "../exfil";
import type { Granularity } from "../granularity";
import { listenersOf, type Listener } from "./endpoints";
import { ipRates } from "./iprates";
import { joinConnections, type LedgerJoin } from "./join";
import type { JoinedMessage } from "./match";
import type { Place } from "./place";
import { witness } from "./witness";

/** Finds the thief's share of each edge and window while captures are read for the edges: no second reading. */
export interface Shares {
  /** The packets of another capture follow. */
  point(): void;
  /** @param place where the packet counts; none: not in the table */
  see(packet: Packet, place?: Place): void;
  finish(): FoundShares;
}

export interface FoundShares {
  readonly join: LedgerJoin;
  /** The rates of spans that were given, with those of IP. */
  readonly rates?: readonly SpanRate[];
  /** The shares of the i-th granularity. @param place the final window and edge of those of the reading */
  rows(i: number, place: (window: number, edge: number) => readonly [window: number, edge: number]): ExfilRows;
}

export function sharesOf(
  ledger: readonly LedgerLine[],
  listeners: readonly Listener[] = listenersOf(ledger),
  plan: readonly Granularity[],
  rates?: readonly SpanRate[],
): Shares {
  const counted = rates && ipRates(rates, ledger);
  const seen = witness(ledger, listeners);
  const collectors = plan.map(() => exfilCollector());
  const put = ({ at, edge }: Place, share: Parameters<(typeof collectors)[0]["add"]>[2]): void =>
    plan.forEach(({ nanoseconds }, i) => collectors[i].add(Math.floor(at / nanoseconds), edge, share));

  return {
    point: () => seen.point(),
    see(packet, place) {
      const sighting = seen.see(packet, place);
      if (!sighting) return;
      counted?.see(packet, sighting);
      if (!place) return;
      const { ipLength, wireLength: wireBytes } = packet;
      const { forward, app } = sighting;
      put(place, { app, bytes: forward ? ipLength : 0, overhead: forward ? 0 : ipLength, frames: 1, wireBytes });
    },
    finish() {
      const join = joinConnections(ledger, seen.points(), listeners);
      for (const message of join.messages) for (const { place, payload } of payloadOf(message)) if (place) put(place, { payload });
      return { join, ...(counted && { rates: counted.finish() }), rows: (i, place) => collectors[i].finish(place) };
    },
  };
}

/**
 * The file's bytes in each piece of a message: as many as the part of the message that has been seen by then, in whole numbers that add
 * up to the message's payload where all of it was seen.
 */
function payloadOf({ line, pieces }: JoinedMessage): { payload: number; place?: Place }[] {
  let seen = 0;
  let given = 0;
  return pieces.map(({ from, to, place }) => {
    seen = Math.min(line.encoded, seen + to - from);
    const payload = Math.floor((line.payload * seen) / line.encoded) - given;
    given += payload;
    return { payload, place };
  });
}
