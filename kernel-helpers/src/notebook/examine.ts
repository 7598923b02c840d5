import { clockProblem } from "../edges/ledger/clocks";
import { type RunRecord, readLedger, trialFolder } from "../runfolder";
import { type Reading, readingOnce } from "./reading";
import { finestByDefault } from "./runedges";

/**
 * Measures the clocks of a run's agents by their packets, and the IP rates of each hop. A run whose clocks are apart by more than half of the finest windows has failed:
 * its ledger does not tell in which window anything was stolen.
 *
 * @returns what belongs into the run's record
 */
export async function examine(run: string, { trials }: RunRecord, read: Reading = readingOnce()): Promise<Partial<RunRecord>> {
  const examined = await Promise.all(
    trials.map(async (trial) => {
      if (readLedger(trialFolder(run, trial.index)).length === 0) return trial;
      const { join, rates } = (await read(run, trial.index)).parts;
      return { ...trial, clocks: join!.clocks, rates: rates! };
    }),
  );
  const problems = examined.flatMap(({ index, clocks = [] }) => {
    const problem = clockProblem(clocks, finestByDefault);
    return problem === null ? [] : [`trial ${index}: ${problem}`];
  });
  return { trials: examined, ...(problems.length > 0 && { status: "failed" as const, error: problems[0] }) };
}
