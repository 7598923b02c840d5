import type { Experiment } from "../config";
import type { CaptureCounts } from "../lab/lab";
import type { RequestLine } from "../runfolder";

/**
 * Why a trial that came to its end is not to be believed all the same; null: it is. Pure.
 *
 * @param counts tcpdump's, of each network
 * @param requests those that were sent during the trial; null: none were recorded
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
  requests: readonly Pick<RequestLine, "failure">[] | null,
): string | null {
  const lost = counts.reduce((worst, { received, dropped }) => Math.max(worst, received > 0 ? dropped / received : 0), 0);
  if (lost > capture.maxLoss)
    return `the capture lost ${percent(lost)} of a network's packets, more than capture.maxLoss (${percent(capture.maxLoss)})`;
  if (requests === null || requests.length === 0) return null;
  const failed = requests.filter(({ failure }) => failure !== null);
  const share = failed.length / requests.length;
  if (share <= load.maxFailures) return null;
  return `${percent(share)} of ${requests.length} requests failed, more than load.maxFailures (${percent(load.maxFailures)}); one of them: ${failed[0].failure}`;
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;
