import { clockProblem } from "../edges/ledger/clocks";
import { type RunRecord, readLedger, trialFolder } from "../runfolder";
import { withIpRates } from "./iprates";
import { type Reading, readingOnce } from "./reading";
import { finestByDefault, trialCaptures } from "./runedges";

/**
 * Measures the clocks of a run's agents by their packets, and the IP rates of each hop. A run whose clocks are apart by more than half of the finest windows has failed:
 * its ledger does not tell in which window anything was stolen.
 *
 * @returns what belongs into the run's record
 */
export async function examine(run: string, { trials }: RunRecord, read: Reading = readingOnce()): Promise<Partial<RunRecord>> {
  const examined = await Promise.all(
    trials.map(async (trial) => {
      const folder = trialFolder(run, trial.index);
      const ledger = readLedger(folder);
      if (ledger.length === 0) return trial;
      const { clocks } = (await read(run, trial.index)).parts.join!;
      const rates = (await withIpRates(trial.index, trial.rates, ledger, trialCaptures(folder))).map(({ trial: _, ...rate }) => rate);
      return { ...trial, clocks, rates };
    }),
  );
  const problems = examined.flatMap(({ index, clocks = [] }) => {
    const problem = clockProblem(clocks, finestByDefault);
    return problem === null ? [] : [`trial ${index}: ${problem}`];
  });
  return { trials: examined, ...(problems.length > 0 && { status: "failed" as const, error: problems[0] }) };
}
