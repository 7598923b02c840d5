import type { Lab } from "../lab/lab";
import type { Clock, EventLog } from "../runfolder";

/** What the application's databases hold, the same at the start of each trial. */
export interface Databases {
  /** Keeps a copy: after the populating, before the first trial. */
  keep(): Promise<void>;
  /** Puts the copy back; not before the first trial, which finds it as it was made. */
  restore(): Promise<void>;
}

/** @param wanted whether there is a second trial, and the experiment wants it to begin where the first did */
export function databasesOf(
  lab: Lab,
  { log, clock, wanted }: { readonly log: EventLog; readonly clock: Clock; readonly wanted: boolean },
): Databases {
  let untouched = false;
  const timed = async (what: string, work: () => Promise<readonly string[]>) => {
    if (!wanted) return;
    const begun = clock();
    const instances = await work();
    if (instances.length > 0) log.emit({ message: `${what} (${instances.join(", ")}): ${(clock() - begun).toFixed(1)} s` });
  };
  return {
    async keep() {
      await timed("kept what the databases hold", () => lab.snapshot());
      untouched = true;
    },
    async restore() {
      if (!untouched) await timed("restored the databases", () => lab.restore());
      untouched = false;
    },
  };
}
