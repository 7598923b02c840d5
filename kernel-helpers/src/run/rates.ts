import { jobOf } from "../exfil/agent/sender";
import type { SenderDocument } from "../exfil/document";
import type { PlannedAgent } from "../exfil/planned";
import { heldRate, type Arrival } from "../exfil/held";
import type { HopRate, LedgerLine, SpanRate } from "../runfolder";

/** The rates of each span of each theft of a trial, from its merged ledger (by time) alone. Pure. */
export function ratesOf(ledger: readonly LedgerLine[], agents: readonly PlannedAgent[]): SpanRate[] {
  const spans = new Map<string, { theft: number; span: number; senders: SenderDocument[] }>();
  for (const { document, theft, span } of agents) {
    if (document.role !== "sender" || span === null) continue;
    const key = `${theft}/${span}`;
    spans.set(key, spans.get(key) ?? { theft, span, senders: [] });
    spans.get(key)!.senders.push(document);
  }
  const byJob = new Map<string, LedgerLine[]>();
  for (const line of ledger) {
    if (line.payload === 0) continue;
    if (!byJob.has(line.job)) byJob.set(line.job, []);
    byJob.get(line.job)!.push(line);
  }
  return [...spans.values()].map(({ theft, span, senders }): SpanRate => {
    const names = senders.map(({ seed }) => jobOf(seed));
    const jobs = senders.map((sender, i) => ({ sender, lines: byJob.get(names[i]) ?? [] }));
    const { rate, seconds, held, worst, spread } = heldRate(jobs.map(({ sender, lines }) => ({ sender, arrivals: arrivalsOf(lines) })));
    const wanted = senders.reduce((sum, { bytesPerSecond }) => sum + bytesPerSecond, 0);
    return { theft, span, jobs: names, wanted, rate, seconds, held, worst, spread, hops: hopsOf(jobs.flatMap(({ lines }) => lines)) };
  });
}

/** What a rate that was not held is told as. */
export function missedRate({ theft, span, wanted, rate, worst }: SpanRate): string {
  const where = `exfiltration[${theft}], span ${span}: the rate was not held`;
  if (rate === null || worst === null) return `${where}: fewer than two messages arrived`;
  const { from, to, received } = worst;
  return (
    `${where}: ${whole(rate)} B/s instead of ${whole(wanted)} B/s; from second ${whole(from)} to ${whole(to)} ` +
    `${whole(received)} bytes arrived where its schedule wanted ${whole(worst.wanted)}`
  );
}

const whole = (value: number): string => String(Math.round(value));

/** First copies of a job's messages at the last hop. */
function arrivalsOf(lines: readonly LedgerLine[]): Arrival[] {
  const seen = new Set<number>();
  return lines.filter(({ event, index }) => event === "received" && !seen.has(index) && seen.add(index));
}

function hopsOf(lines: readonly LedgerLine[]): HopRate[] {
  const leaving = lines.filter(({ event }) => event !== "received");
  const hops = [...new Set(leaving.map(({ hop }) => hop))].sort((a, b) => a - b);
  return hops.map((hop) => {
    const own = leaving.filter((line) => line.hop === hop);
    const seconds = own[own.length - 1].time - own[0].time;
    const perSecond = (of: (line: LedgerLine) => number) => (seconds > 0 ? own.reduce((sum, line) => sum + of(line), 0) / seconds : null);
    return { hop, payload: perSecond(({ payload }) => payload), transport: perSecond(({ encoded }) => encoded) };
  });
}
