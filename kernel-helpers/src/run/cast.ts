import type { ExecOptions, Lab, LabProcess } from "../lab/lab";
import type { ProcessSpec } from "../lab/deployment";
import { within } from "./waiting";

/** Seconds that processes may take to end once their standard input has. */
const patience = 5;

/** The processes that a trial starts beside the lab's instances. */
export interface Cast {
  /** Aborts, with the reason, when a process fails that was told what that means. */
  readonly failed: AbortSignal;
  /** @param failure says of a process that has ended why the trial cannot go on; null where it can */
  start(
    instance: string,
    process: ProcessSpec,
    failure: (end: { code: number | null; signal: string | null }) => string | null,
    options?: ExecOptions,
  ): Promise<LabProcess>;
  /** Ends the standard input of all, and waits for them a little. */
  dismiss(): Promise<void>;
  /** Ends what is left, at once. */
  kill(): Promise<void>;
}

export function castOf(lab: Lab): Cast {
  const running: LabProcess[] = [];
  const failed = new AbortController();
  return {
    failed: failed.signal,
    async start(name, spec, failure, options) {
      const instance = (await lab.instances()).find((candidate) => candidate.name === name);
      if (!instance) throw new Error(`the lab has no instance ${name}`);
      const process = await lab.exec(instance, spec, options);
      running.push(process);
      void process.exited.then((end) => {
        const reason = failure(end);
        if (reason !== null) failed.abort(new Error(reason));
      });
      return process;
    },
    async dismiss() {
      await Promise.all(running.map((process) => process.closeStdin().catch(() => undefined)));
      await within(patience, Promise.all(running.map(({ exited }) => exited))).catch(() => undefined);
    },
    async kill() {
      await Promise.all(running.map((process) => process.signal("SIGKILL").catch(() => undefined)));
    },
  };
}
