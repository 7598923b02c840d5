import { type LiveRun, type RunRecord, type RunStatus, isAlive } from "../runfolder";

/** Where a run stands: as its record says, but `died` when the coordinator that should end it is no more. */
export function stateOf(record: RunRecord, live: LiveRun | undefined): RunStatus | "died" {
  return record.status === "running" && !(live && isAlive(live)) ? "died" : record.status;
}
