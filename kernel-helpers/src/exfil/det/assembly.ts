import type { Message } from "./message";

/** A file whose messages are all there. */
export interface Assembled {
  readonly job: string;
  readonly fileName: string;
  readonly md5: string;
  /** The chunks in order: IV and encrypted file. */
  readonly payload: Buffer;
}

export interface AssemblyLimits {
  /** Jobs in progress at once; the one that was heard of least recently makes room. */
  readonly jobs: number;
  /** Bytes held for all jobs together. */
  readonly bytes: number;
}

/** Finished jobs that are remembered. */
const mostRemembered = 10_000;

interface Job {
  registration?: { fileName: string; md5: string };
  count?: number;
  readonly chunks: Map<number, Buffer>;
  bytes: number;
}

/**
 * Puts files together from messages that come in any order, more than once, or never. DET drops data that comes before its
 * registration and counts duplicates; here the order does not matter and the first copy of a chunk stands.
 *
 * Memory is bounded by `limits`: strangers may send anything. Returns what a message completed, else null.
 */
export function createAssembly(limits: AssemblyLimits, dropped: (job: string) => void): (message: Message) => Assembled | null {
  const jobs = new Map<string, Job>(); // in the order in which they were last heard of
  const finished = new Set<string>(); // late duplicates must not open a job again
  let held = 0;

  function forget(name: string): void {
    held -= jobs.get(name)?.bytes ?? 0;
    jobs.delete(name);
  }

  function jobOf(name: string): Job {
    const job = jobs.get(name) ?? { chunks: new Map<number, Buffer>(), bytes: 0 };
    jobs.delete(name);
    jobs.set(name, job);
    return job;
  }

  function makeRoom(): void {
    while (jobs.size > limits.jobs || (held > limits.bytes && jobs.size > 0)) {
      const [oldest] = jobs.keys();
      forget(oldest);
      dropped(oldest);
    }
  }

  return (message) => {
    if (finished.has(message.job)) return null;
    const job = jobOf(message.job);
    if (message.kind === "register") job.registration ??= { fileName: message.fileName, md5: message.md5 };
    else if (message.kind === "done") job.count ??= message.count;
    else if (!job.chunks.has(message.index)) {
      job.chunks.set(message.index, message.chunk);
      job.bytes += message.chunk.length;
      held += message.chunk.length;
    }
    if (job.registration && job.count !== undefined && job.chunks.size >= job.count) {
      const payload = inOrder(job.chunks, job.count);
      if (payload) {
        forget(message.job);
        finished.add(message.job);
        if (finished.size > mostRemembered) finished.delete(finished.values().next().value!);
        return { job: message.job, ...job.registration, payload };
      }
    }
    makeRoom();
    return null;
  };
}

function inOrder(chunks: ReadonlyMap<number, Buffer>, count: number): Buffer | null {
  const ordered: Buffer[] = [];
  for (let index = 0; index < count; index++) {
    const chunk = chunks.get(index);
    if (!chunk) return null;
    ordered.push(chunk);
  }
  return Buffer.concat(ordered);
}
