import type { EdgeTable } from "../edges/table";
import { finestByDefault, trialEdges, trialRecord } from "./runedges";

/** Edges of a run's trials at the finest windows and level `service`, with the ledger joined to them, and the IP rates of its spans. */
export type Reading = (run: string, trial: number) => Promise<EdgeTable>;

/** Rows that are kept, all trials together: some 40 bytes each. */
const most = 2_000_000;

/**
 * Reads the captures of each trial once for all who want their edges, as the clocks, the report and the summary at the end of a run do. Of very
 * long runs not all is kept, and some are read again. For runs that have ended: what was read is not looked at again.
 */
export function readingOnce(): Reading {
  const known = new Map<string, Promise<EdgeTable>>();
  let rows = 0;
  return async (run, trial) => {
    const key = `${trial} ${run}`;
    const found = known.get(key);
    if (found) return found;
    const edges = trialEdges(run, { trial, every: finestByDefault, rates: trialRecord(run, trial).rates });
    known.set(key, edges);
    try {
      rows += (await edges).parts.slices[0].edges.length;
      if (rows > most) known.delete(key);
    } catch {
      known.delete(key); // Whoever asked is told; who asks again may be luckier.
    }
    return edges;
  };
}
