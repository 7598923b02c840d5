import { InputError } from "../config/error";
import { readResources, resourceTable, trialFolder } from "../runfolder";
import type { Table } from "../table/table";
import { trialRecord } from "./runedges";

/** What was used during a trial. @throws InputError when the run has no such trial, or did not record it */
export function trialResources(run: string, { trial = 0, every = 1 }: { trial?: number; every?: number } = {}): Table {
  if (!(every > 0 && Number.isFinite(every))) throw new InputError(`every: must be a number of seconds above 0, not ${every}`);
  const { start, end } = trialRecord(run, trial);
  const samples = readResources(trialFolder(run, trial));
  if (samples.length === 0) throw new InputError(`resources: trial ${trial} of this run has no resources.jsonl`);
  return resourceTable(samples, { origin: start, until: end - start, every });
}
