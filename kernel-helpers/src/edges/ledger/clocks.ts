import type { JoinedMessage } from "./match";

/** How an agent's clock goes against that of the captures. */
export interface AgentClock {
  readonly agent: string;
  /**
   * Seconds to add to the agent's times: the least, over its messages, of the time of the first captured byte less the time in the
   * ledger. What a message waits for on its way makes a difference greater, never smaller.
   */
  readonly offset: number;
  /** By how much that least difference changes within the trial, seconds: far from 0, the clock was set or went wrong. */
  readonly step: number;
  /** Messages that were compared. */
  readonly messages: number;
}

/** Messages of which each part of a trial needs so many for its least difference to say something. */
const enough = 20;
/** Parts that a trial is cut into, at most. */
const most = 10;

/** The clock of each agent that sent, from messages and their first captured bytes. Sorted by agent. */
export function agentClocks(messages: readonly JoinedMessage[]): AgentClock[] {
  const byAgent = new Map<string, { time: number; difference: number }[]>();
  for (const { line, pieces } of messages) {
    const [first] = pieces;
    if (first?.from !== 0 || line.event === "received") continue;
    const differences = byAgent.get(line.agent) ?? [];
    differences.push({ time: line.time, difference: first.time - line.time });
    byAgent.set(line.agent, differences);
  }
  return [...byAgent.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([agent, all]) => {
      const leasts = partsOf(all.sort((a, b) => a.time - b.time)).map(leastOf);
      return { agent, offset: Math.min(...leasts), step: Math.max(...leasts) - Math.min(...leasts), messages: all.length };
    });
}

const leastOf = (part: readonly { difference: number }[]): number => Math.min(...part.map(({ difference }) => difference));

/** Cuts messages into parts that have enough of them each. */
function partsOf<T>(all: readonly T[]): T[][] {
  const count = Math.max(1, Math.min(most, Math.floor(all.length / enough)));
  return Array.from({ length: count }, (_, i) =>
    all.slice(Math.floor((i * all.length) / count), Math.floor(((i + 1) * all.length) / count)),
  );
}

/** How far the agents' clocks are apart, seconds; 0 for fewer than two. */
export function clockSpread(clocks: readonly AgentClock[]): number {
  if (clocks.length < 2) return 0;
  const offsets = clocks.map(({ offset }) => offset);
  return Math.max(...offsets) - Math.min(...offsets);
}
