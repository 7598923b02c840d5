import type { ClockRecord } from "../../runfolder/run";
import type { JoinedMessage } from "./match";

/** Messages of which each part of a trial needs so many for its least difference to say something. */
const enough = 20;
/** Parts that a trial is cut into, at most. */
const most = 10;

/** The clock of each agent that sent, from messages and their first captured bytes. Sorted by agent. */
export function agentClocks(messages: readonly JoinedMessage[]): ClockRecord[] {
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

/**
 * What is wrong with the clocks of a trial's agents, in one line; null when nothing is: they are apart, or one changed, by more than half
 * of the finest windows, so that messages and packets would lie in different ones.
 *
 * @param finest granularity of the finest windows, seconds
 */
export function clockProblem(clocks: readonly ClockRecord[], finest: number): string | null {
  const stepped = clocks.find(({ step }) => step > finest / 2);
  if (stepped)
    return `the clock of ${stepped.agent} changed by ${stepped.step.toFixed(3)} s while it sent: more than half of the finest windows (${finest} s)`;
  const sorted = [...clocks].sort((a, b) => a.offset - b.offset);
  const [slow, fast] = [sorted[0], sorted.at(-1)];
  if (!slow || !fast || fast.offset - slow.offset <= finest / 2) return null;
  return (
    `the clocks of ${slow.agent} and ${fast.agent} are ${(fast.offset - slow.offset).toFixed(3)} s apart: ` +
    `more than half of the finest windows (${finest} s)`
  );
}
