import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { type Event, eventsFile } from "../runfolder";

/** Milliseconds between two looks at the file. */
const PACE = 150;

/**
 * The events of a run, old ones first, then new ones as they are written. Only what is new is read.
 *
 * @param run the run folder
 * @param ended whether nothing will be written any more; asked before each look, so that nothing is missed
 */
export async function* followEvents(run: string, ended: () => boolean): AsyncGenerator<Event> {
  let position = 0;
  for (;;) {
    const last = ended();
    const bytes = wholeLines(eventsFile(run), position);
    position += bytes.length;
    for (const line of bytes.toString("utf8").split("\n")) if (line) yield JSON.parse(line) as Event;
    if (last) return;
    await pause(PACE);
  }
}

/** What stands in the file from a position on, without a last line that is half written. */
function wholeLines(file: string, position: number): Buffer {
  const handle = openSync(file, "r");
  try {
    const buffer = Buffer.alloc(Math.max(0, fstatSync(handle).size - position));
    const read = buffer.subarray(0, readSync(handle, buffer, 0, buffer.length, position));
    return read.subarray(0, read.lastIndexOf(0x0a) + 1);
  } finally {
    closeSync(handle);
  }
}
