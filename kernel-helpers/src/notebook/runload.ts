import { InputError } from "../config/error";
import { type LoadStatistics, loadStatistics, readLedger, readRequests, trialFolder } from "../runfolder";
import { benignMarks } from "../edges/benign";
import { theftMarks } from "../edges/ledger/thefts";
import { trialRecord } from "./runedges";

/** The load of a trial. @throws InputError when the run has no such trial, or recorded no requests in it */
export function trialLoad(run: string, { trial = 0, every = 1 }: { trial?: number; every?: number } = {}): LoadStatistics {
  const { start, end, events = [] } = trialRecord(run, trial);
  const folder = trialFolder(run, trial);
  const requests = readRequests(folder);
  if (!requests) throw new InputError(`load: no requests were recorded in trial ${trial} of this run`);
  const marks = [...theftMarks(readLedger(folder), start, every), ...benignMarks(events, start)];
  return loadStatistics(requests, { origin: start, until: end - start, every, marks });
}
