import type { Experiment } from "../../config";
import { type RequestLine, type RunRecord, type TrialRecord, failedShare, wasAnswered } from "../../runfolder";
import { curveOf, eventOfUser, sharesOf, usersPlanned } from "../../load";

/** Of what a trial left in its folder, as much as the checks want. */
export interface TrialEvidence {
  readonly record: TrialRecord;
  /** tcpdump's counts of each network. */
  readonly counts: readonly { readonly network: string; readonly received: number; readonly dropped: number }[];
  /** Requests that were sent during the trial; null: none were recorded. */
  readonly requests: readonly RequestLine[] | null;
  /** Lines of the ledger, and messages that a sham withheld. */
  readonly ledger: number;
  readonly withheld: number;
}

export type Verdict = "pass" | "warning" | "fail" | "unknown";

/** Something that must hold for a run to be believed. */
export interface Check {
  readonly what: string;
  readonly verdict: Verdict;
  readonly why: string;
}

/** Share by which the mean number of users may miss the plan. */
const loadTolerance = 0.1;

/** All checks of a run. Pure. Trials that failed are judged by their own; the others count for the rest. */
export function checksOf(record: RunRecord, trials: readonly TrialEvidence[]): Check[] {
  const config = record.config as Experiment;
  const done = trials.filter((trial) => trial.record.status === "done");
  return [
    cameToItsEnd(record, trials),
    captureLoss(config, done),
    captureSpan(done),
    stationarity(config, done),
    loadAsPlanned(config, done),
    failures(config, done),
    ...(config.exfiltration.length > 0 ? [ratesHeld(done), arrivedWhole(done), silence(done)] : []),
    clocks(done),
    offload(record),
  ];
}

const check = (what: string, verdict: Verdict, why: string): Check => ({ what, verdict, why });
const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;

function cameToItsEnd({ status, error }: RunRecord, trials: readonly TrialEvidence[]): Check {
  const bad = trials.filter(({ record }) => record.status !== "done").map(({ record }) => `trial ${record.index} ${record.status}`);
  const what = "the run came to its end";
  if (status !== "done") return check(what, "fail", [error ?? status, ...bad].join("; "));
  return check(what, bad.length > 0 ? "warning" : "pass", bad.length > 0 ? `${bad.join(", ")}, repeated` : `trials done: ${trials.length}`);
}

function captureLoss({ capture }: Experiment, trials: readonly TrialEvidence[]): Check {
  const what = "the capture is complete";
  const counts = trials.flatMap((trial) => trial.counts);
  if (counts.length === 0) return check(what, "unknown", "there are no counts");
  const received = counts.reduce((sum, count) => sum + count.received, 0);
  const worst = Math.max(...counts.map(lossOf));
  const lost = counts.reduce((sum, { dropped }) => sum + dropped, 0);
  const verdict = worst === 0 ? "pass" : worst > (capture.maxLoss ?? 0) ? "fail" : "warning";
  return check(
    what,
    verdict,
    `${lost} of ${received} packets lost${worst > 0 ? `, at worst ${percent(worst)} of a network's in a trial` : ""}`,
  );
}

/** Begins before the load and ends after it. */
function captureSpan(trials: readonly TrialEvidence[]): Check {
  const what = "the capture holds all of the load";
  const known = trials.flatMap(({ record: { observed, index } }) => (observed ? [{ ...observed, index }] : []));
  if (known.length === 0) return check(what, "unknown", "the run's version did not write when users were at work");
  const short = known.filter(({ captures, load }) => !captures || captures.from > load.from || captures.to < load.to);
  if (short.length > 0) return check(what, "fail", `not in trials ${short.map(({ index }) => index).join(", ")}`);
  const least = Math.min(...known.flatMap(({ captures, load }) => [load.from - captures!.from, captures!.to - load.to]));
  return check(what, "pass", `it began before the users and ended after them, by at least ${figure(least)} s`);
}

/** Whether the warm-up had lasted long enough when the trials began. */
function stationarity({ trials: { stationary } }: Experiment, trials: readonly TrialEvidence[]): Check {
  const what = "rates were stationary when the trials began";
  const known = trials.flatMap(({ record: { stationarity, index } }) => (stationarity ? [{ ...stationarity, index }] : []));
  if (known.length === 0)
    return check(
      what,
      "unknown",
      stationary?.atMost === 0 ? "nobody waited for it: trials.stationary.atMost is 0" : "no trial has it on record",
    );
  const longest = Math.max(...known.map(({ warmup }) => warmup));
  const measured = known.flatMap(({ difference }) => (difference === null ? [] : [difference]));
  const differ = measured.length > 0 ? `; they differed by at most ${percent(Math.max(...measured))}` : "";
  const why = `warm-up lasted up to ${figure(longest)} s${differ} (trials.stationary.tolerance: ${percent(stationary.tolerance)})`;
  const bad = known.filter(({ reached }) => !reached).map(({ index }) => index);
  if (bad.length > 0) return check(what, "warning", `not in trials ${bad.join(", ")}; ${why}`);
  return check(what, "pass", why);
}

/** Share of the packets that the capture was given and lost. */
export const lossOf = ({ received, dropped }: { readonly received: number; readonly dropped: number }): number =>
  received > 0 ? dropped / received : 0;

function loadAsPlanned(experiment: Experiment, trials: readonly TrialEvidence[]): Check {
  const what = "load as planned";
  const known = trials.flatMap(({ record, requests }) => (requests && requests.length > 0 ? [{ record, requests }] : []));
  if (known.length === 0) return check(what, "unknown", "no requests were recorded");
  const { load, trials: wanted, events = [] } = experiment;
  const { seconds } = wanted;
  if (load.arrivals !== undefined) return arrivalsAsPlanned(load, seconds, known);
  // Whoever crawls or exports is at work until the work is done, however long that takes.
  const isPlanned = ({ user }: RequestLine) => [undefined, "flash-crowd"].includes(events[eventOfUser(user) ?? -1]?.kind);
  const found = known.map(({ record, requests }) => {
    const own = requests.filter(isPlanned);
    const edge = Math.min(seconds / 4, silenceOf(own));
    const times = Array.from({ length: 240 }, (_, i) => edge + ((i + 0.5) * (seconds - 2 * edge)) / 240);
    const planned = mean(times.map((second) => usersPlanned({ load, trials: wanted, events }, second)));
    const atWork = usersAtWork(own, { start: record.start + edge, end: record.end - edge });
    return { planned, atWork, missed: Math.abs(atWork / planned - 1) };
  });
  const { planned, atWork, missed } = found.reduce((most, one) => (one.missed > most.missed ? one : most));
  return check(
    what,
    missed <= loadTolerance ? "pass" : "warning",
    `${figure(atWork)} users at work on average in the trial furthest from the plan, which has ${figure(planned)}`,
  );
}

/**
 * Seconds for which a user thinks at the longest, of most users: within so many of a trial's ends it is not known of a user who sent nothing there
 * whether he was at work, and neither is counted.
 */
function silenceOf(requests: readonly RequestLine[]): number {
  const last = new Map<number, number>();
  const longest = new Map<number, number>();
  for (const { user, time } of requests) {
    const gap = time - (last.get(user) ?? time);
    longest.set(user, Math.max(gap, longest.get(user) ?? 0));
    last.set(user, time);
  }
  const sorted = [...longest.values()].sort((a, b) => a - b);
  return sorted.length === 0 ? 0 : sorted[Math.floor(sorted.length / 2)];
}

/** Sessions that began, where they come however slow the answers are: their number is that of a Poisson process. */
function arrivalsAsPlanned(
  load: Experiment["load"],
  seconds: number,
  known: readonly { readonly record: TrialRecord; readonly requests: readonly RequestLine[] }[],
): Check {
  const planned = load.arrivals! * mean(sharesOf(curveOf(load))) * seconds;
  // Those who came in the warm-up have numbers of their own.
  const counts = known.map(({ requests }) => new Set(requests.filter(({ user }) => user < 1_000_000).map(({ user }) => user)).size);
  const worst = counts.reduce((most, count) => (Math.abs(count - planned) > Math.abs(most - planned) ? count : most), planned);
  const tolerance = Math.max(loadTolerance * planned, 3 * Math.sqrt(planned));
  const verdict = Math.abs(worst - planned) <= tolerance ? "pass" : "warning";
  return check(
    "load as planned",
    verdict,
    `${worst} sessions in the trial furthest from the plan, which has ${figure(planned)} on average`,
  );
}

/** Users at work on average over a time: each from the first request to the answer of the last. */
function usersAtWork(requests: readonly RequestLine[], { start, end }: Pick<TrialRecord, "start" | "end">): number {
  const spans = new Map<number, { from: number; to: number }>();
  for (const { user, time, ms } of requests) {
    const span = spans.get(user) ?? { from: time, to: time };
    spans.set(user, { from: Math.min(span.from, time), to: Math.max(span.to, time + ms / 1000) });
  }
  const within = [...spans.values()].map(({ from, to }) => Math.max(0, Math.min(to, end) - Math.max(from, start)));
  return within.reduce((sum, seconds) => sum + seconds, 0) / (end - start);
}

function failures({ load }: Experiment, trials: readonly TrialEvidence[]): Check {
  const what = "requests were answered";
  const shares = trials.flatMap(({ requests }) => (requests && requests.length > 0 ? [failedShare(requests)] : []));
  if (shares.length === 0) return check(what, "unknown", "no requests were recorded");
  const worst = Math.max(...shares);
  const verdict = worst === 0 ? "pass" : worst > (load.maxFailures ?? 1) ? "fail" : "warning";
  return check(
    what,
    verdict,
    `${worst === 0 ? "none failed" : `at worst ${percent(worst)} of a trial's requests failed`}${unanswered(trials)}`,
  );
}

/** Those that were under way when the load was told to end, and had no answer some seconds later. */
function unanswered(trials: readonly TrialEvidence[]): string {
  const count = trials.reduce((sum, { requests }) => sum + (requests?.filter((line) => !wasAnswered(line)).length ?? 0), 0);
  return count > 0 ? `; ${count} were still under way when the load ended` : "";
}

function ratesHeld(trials: readonly TrialEvidence[]): Check {
  const what = "the thefts' rates were held";
  const spans = trials.flatMap(({ record }) => record.rates.map((rate) => ({ trial: record.index, ...rate })));
  if (spans.length === 0) return check(what, "unknown", "no rates are on record");
  const missed = spans.filter(({ held }) => !held);
  if (missed.length === 0) return check(what, "pass", `${spans.length} of ${spans.length} spans`);
  const [{ trial, theft, span, rate, wanted }] = missed;
  const first = `trial ${trial}, exfiltration[${theft}], span ${span}: ${rate === null ? "too little arrived" : `${figure(rate)} instead of ${figure(wanted)} B/s`}`;
  return check(what, "warning", `${missed.length} of ${spans.length} spans were not; ${first}`);
}

function arrivedWhole(trials: readonly TrialEvidence[]): Check {
  const what = "the stolen data arrived whole";
  const thefts = trials.flatMap(({ record }) => (record.theft ? [record] : []));
  if (thefts.length === 0) return check(what, "unknown", "nothing was stolen");
  const bad = thefts.filter(({ theft }) => !theft!.recovered);
  return check(
    what,
    bad.length > 0 ? "warning" : "pass",
    bad.length > 0 ? `not in trials ${bad.map(({ index }) => index).join(", ")}` : `in all trials with a theft: ${thefts.length}`,
  );
}

function silence(trials: readonly TrialEvidence[]): Check {
  const what = "nothing was stolen in baselines and shams";
  const others = trials.filter(({ record }) => record.kind !== "exfiltration");
  if (others.length === 0) return check(what, "unknown", "there are none");
  const bad = others.filter(({ record, ledger, withheld }) => ledger > 0 || (record.kind === "sham") !== withheld > 0);
  const why =
    bad.length > 0 ? `trials ${bad.map(({ record }) => record.index).join(", ")} say otherwise` : `in all of them: ${others.length}`;
  return check(what, bad.length > 0 ? "fail" : "pass", why);
}

function clocks(trials: readonly TrialEvidence[]): Check {
  const what = "clocks agree";
  const all = trials.flatMap(({ record }) => record.clocks ?? []);
  if (all.length === 0) return check(what, "unknown", "no agent's clock was compared with the capture's");
  const offsets = all.map(({ offset }) => offset);
  const spread = Math.max(...offsets) - Math.min(...offsets);
  // Half of the finest windows that figures and metrics have by default.
  return check(what, spread > 0.5 ? "fail" : "pass", `agents' clocks are at most ${figure(spread * 1000)} ms apart`);
}

function offload({ offload: states }: RunRecord): Check {
  const what = "frames are packets (offload is off)";
  const interfaces = Object.entries(states);
  if (interfaces.length === 0) return check(what, "unknown", "no states are on record");
  const on = interfaces.filter(([, settings]) => Object.values(settings).some(Boolean)).map(([name]) => name);
  return check(what, on.length > 0 ? "warning" : "pass", on.length > 0 ? `not on ${on.join(", ")}` : `on ${interfaces.length} interfaces`);
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const figure = (value: number): string => String(Number(value.toPrecision(3)));
