import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { InputError } from "../config/error";
import type { CaptureFile, EdgeOptions } from "../edges/options";
import { EdgeTable } from "../edges/table";
import type { Job, Told } from "./edgeworker";

/** The built program: a thread runs no TypeScript. */
const program = join(__dirname, "..", "..", "dist", "notebook", "edgeworker.js");

/**
 * Like `readEdges`, in a thread of its own: this one stays free, an abort ends the work at once, wherever it is, and the memory that it took
 * comes back, all but the table.
 *
 * @throws what `readEdges` throws, and the signal's reason
 */
export function readElsewhere(captures: readonly CaptureFile[], { signal, onProgress, ...options }: EdgeOptions): Promise<EdgeTable> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const worker = new Worker(program, { workerData: { captures, options } satisfies Job, execArgv: [] });
    const abort = () => end(() => reject(signal!.reason as Error));
    const end = (settle: () => void) => {
      signal?.removeEventListener("abort", abort);
      worker.removeAllListeners();
      worker.on("error", () => {}); // Nobody waits for it any more.
      settle();
      void worker.terminate();
    };
    signal?.addEventListener("abort", abort);
    worker.on("message", (told: Told) => {
      if ("share" in told) onProgress?.(told.share);
      else if ("parts" in told) end(() => resolve(new EdgeTable(told.parts)));
      else end(() => reject(errorOf(told.error)));
    });
    worker.on("error", (error) => end(() => reject(error)));
    worker.on("exit", (code) => end(() => reject(new Error(`the thread that read the captures ended with status ${code}`))));
  });
}

/** The error as it was thrown, of its class. */
function errorOf({ name, message, stack, isInput }: Extract<Told, { error: object }>["error"]): Error {
  const error: Error = isInput ? new InputError(message) : Object.assign(new Error(message), { name });
  if (stack !== undefined) error.stack = stack;
  return error;
}
