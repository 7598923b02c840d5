import type { Message } from "./message";
import type { Spool } from "./spool";

/** A file whose messages are all there. */
export interface Assembled {
  readonly job: string;
  readonly fileName: string;
  readonly md5: string;
  /** The chunks in order, to be read once: IV and encrypted file. */
  readonly payload: Iterable<Buffer>;
  /** To be called when the payload was read, or will not be. */
  readonly release: () => void;
}

export interface AssemblyLimits {
  /** Jobs in progress at once; the one that was heard of least recently makes room. */
  readonly jobs: number;
  /** Bytes on disk for all jobs together. */
  readonly bytes: number;
}

/** Finished jobs that are remembered. */
const mostRemembered = 10_000;

interface Job {
  registration?: { fileName: string; md5: string };
  count?: number;
  spool?: Spool;
}

/**
 * Puts files together from messages that come in any order, more than once, or never. DET drops data that comes before its
 * registration and counts duplicates; here the order does not matter and the first copy of a chunk stands.
 *
 * Chunks lie in a spool of each job, so that memory stays small whatever the file's size; disk is bounded by `limits`: strangers may
 * send anything. Returns what a message completed, else null.
 *
 * @param spoolOf makes a job's spool
 * @param dropped told of a job that was given up for others
 */
export function createAssembly(
  limits: AssemblyLimits,
  spoolOf: (job: string) => Spool,
  dropped: (job: string) => void,
): (message: Message) => Assembled | null {
  const jobs = new Map<string, Job>(); // in the order in which they were last heard of
  const finished = new Set<string>(); // late duplicates must not open a job again
  let held = 0;

  function forget(name: string): void {
    held -= jobs.get(name)?.spool?.bytes ?? 0;
    jobs.delete(name);
  }

  function jobOf(name: string): Job {
    const job = jobs.get(name) ?? {};
    jobs.delete(name);
    jobs.set(name, job);
    return job;
  }

  function makeRoom(): void {
    while (jobs.size > limits.jobs || (held > limits.bytes && jobs.size > 0)) {
      const [[oldest, { spool }]] = jobs;
      forget(oldest);
      spool?.remove();
      dropped(oldest);
    }
  }

  return (message) => {
    if (finished.has(message.job)) return null;
    const job = jobOf(message.job);
    if (message.kind === "register") job.registration ??= { fileName: message.fileName, md5: message.md5 };
    else if (message.kind === "done") job.count ??= message.count;
    else {
      job.spool ??= spoolOf(message.job);
      if (job.spool.put(message.index, message.chunk)) held += message.chunk.length;
    }
    const { registration, count, spool } = job;
    if (registration && spool && count !== undefined && spool.count >= count) {
      const payload = spool.inOrder(count);
      if (payload) {
        forget(message.job);
        finished.add(message.job);
        if (finished.size > mostRemembered) finished.delete(finished.values().next().value!);
        return { job: message.job, ...registration, payload, release: () => spool.remove() };
      }
    }
    makeRoom();
    return null;
  };
}
