import { InputError } from "../config/error";
import { isAlive, liveRuns } from "../runfolder";

/** Asks the coordinator of a run to end it and to clean up. @throws InputError when the run does not go on */
export function askToStop(id: string): void {
  const live = liveRuns().find((run) => run.id === id);
  if (!live || !isAlive(live)) throw new InputError(`${id}: does not run any more`);
  process.kill(live.pid, "SIGINT");
}
