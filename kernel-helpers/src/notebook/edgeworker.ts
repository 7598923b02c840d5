import { parentPort, workerData } from "node:worker_threads";
import { InputError } from "../config/error";
import type { CaptureFile, EdgeOptions } from "../edges/options";
import { readEdges } from "../edges/read";
import type { EdgeTableParts } from "../edges/table";

/** What the thread is given: what can be copied of the arguments of `readEdges`. */
export interface Job {
  readonly captures: readonly CaptureFile[];
  readonly options: Omit<EdgeOptions, "signal" | "onProgress">;
}

/** What the thread tells: how far it is, and at its end the table or what went wrong. */
export type Told =
  | { readonly share: number }
  | { readonly parts: EdgeTableParts }
  | { readonly error: { readonly name: string; readonly message: string; readonly stack?: string; readonly isInput: boolean } };

/** Milliseconds between two tellings. */
const PACE = 50;

/** The thread's side of `readElsewhere`: reads, and hands its columns over without a copy. */
async function work({ captures, options }: Job, tell: (told: Told, handOver?: ArrayBuffer[]) => void): Promise<void> {
  let last = 0;
  const onProgress = (share: number): void => {
    if (Date.now() - last < PACE) return;
    last = Date.now();
    tell({ share });
  };
  try {
    const { parts } = await readEdges(captures, { ...options, onProgress });
    tell({ parts }, buffersOf(parts));
  } catch (thrown) {
    const { name, message, stack } = thrown as Error;
    tell({ error: { name, message, stack, isInput: thrown instanceof InputError } });
  }
}

/** The memory of all columns, each once. */
function buffersOf({ sources, destinations, slices }: EdgeTableParts): ArrayBuffer[] {
  const columns = slices.flatMap(({ offsets, edges, frames, bytes, wireBytes, coverage }) => [
    offsets,
    edges,
    frames,
    bytes,
    wireBytes,
    coverage,
  ]);
  return [...new Set([sources, destinations, ...columns].map(({ buffer }) => buffer as ArrayBuffer))];
}

if (parentPort) {
  const port = parentPort;
  void work(workerData as Job, (told, handOver) => port.postMessage(told, handOver));
}
