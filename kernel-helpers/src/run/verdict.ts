import type { Experiment } from "../config";
import type { CaptureCounts } from "../lab/lab";
import { type RequestLine, failedShare, hasFailed, wasAnswered } from "../runfolder";

/**
 * Why a trial that came to its end is not to be believed all the same; null: it is. Pure.
 *
 * @param counts tcpdump's, of each network
 * @param sent the requests that were sent during the trial, of which those that nobody waited for to the end count for nothing; null: none were recorded
 */
export function trialProblem(
  {
    capture,
    load,
  }: {
    readonly capture: Pick<Experiment["capture"], "maxLoss">;
    readonly load: Pick<Experiment["load"], "maxFailures">;
  },
  counts: readonly Pick<CaptureCounts, "received" | "dropped">[],
  sent: readonly Pick<RequestLine, "failure" | "answered">[] | null,
): string | null {
  const lost = counts.reduce((worst, { received, dropped }) => Math.max(worst, received > 0 ? dropped / received : 0), 0);
  if (lost > capture.maxLoss)
    return `the capture lost ${percent(lost)} of a network's packets, more than capture.maxLoss (${percent(capture.maxLoss)})`;
  const share = failedShare(sent ?? []);
  if (share <= load.maxFailures) return null;
  const requests = sent!.filter(wasAnswered);
  const one = requests.find(hasFailed)!;
  return `${percent(share)} of ${requests.length} requests failed, more than load.maxFailures (${percent(load.maxFailures)}); one of them: ${one.failure}`;
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;
