import { statSync } from "node:fs";
import { basename } from "node:path";
import type { CaptureFile, EdgeOptions } from "../edges/options";
import { readEdges } from "../edges/read";
import type { EdgeTable } from "../edges/table";
import { cellSignal, currentCell } from "./cell";
import { readElsewhere } from "./elsewhere";
import { progress } from "./progress";

/** Captures up to that size are read in less time than a thread needs to start, 0.2 s. */
const small = 32 * 1024 * 1024;
/** What packed captures come to, in terms of their size. */
const packed = 6;
/** Milliseconds after which a reading is worth a line of progress. */
const PATIENCE = 400;

/**
 * Like `readEdges`, for cells: long captures are read in a thread of their own, with a line of progress; an interrupt of the cell ends the
 * reading at once.
 */
export async function readCaptures(captures: readonly CaptureFile[], options: EdgeOptions = {}): Promise<EdgeTable> {
  const { signal: own, ...rest } = options;
  const signal = own ? AbortSignal.any([own, cellSignal()]) : cellSignal();
  const size = captures.reduce((sum, { file }) => sum + sizeOf(file), 0);
  return size <= small ? readEdges(captures, { ...rest, signal }) : withProgress(captures, { ...rest, signal });
}

async function withProgress(captures: readonly CaptureFile[], options: EdgeOptions): Promise<EdgeTable> {
  const began = Date.now();
  const label = captures.length === 1 ? basename(captures[0].file) : `${captures.length} captures`;
  let [line, reached]: [ReturnType<typeof progress> | null, number] = [null, 0];
  const shown = (): ReturnType<typeof progress> | null => line;
  const move = (): void => shown()?.update(reached, reached < 1 ? "reading" : "sorting");
  // By the clock: what was read in no time may still take long to sort.
  const timer = setTimeout(() => {
    if (currentCell()) line = progress(label);
    move();
  }, PATIENCE);
  const onProgress = (share: number): void => {
    options.onProgress?.(share);
    reached = share;
    move();
  };
  try {
    const edges = await readElsewhere(captures, { ...options, onProgress });
    shown()?.end(`${edges.counts.packets} packets in ${((Date.now() - began) / 1000).toFixed(1)} s`);
    return edges;
  } catch (error) {
    shown()?.end(options.signal?.aborted ? "interrupted" : "failed", "failed");
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Bytes of a capture, unpacked as far as can be told; of what is no file, none: reading it will say why. */
function sizeOf(file: string): number {
  const stat = statSync(file, { throwIfNoEntry: false });
  return (stat?.size ?? 0) * (/\.(gz|zst)$/.test(file) ? packed : 1);
}
