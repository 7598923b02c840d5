import { setTimeout as pause } from "node:timers/promises";
import { type Event, eventsFile } from "../runfolder";
import { wholeLines } from "./wholelines";

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
