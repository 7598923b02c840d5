import type { Time } from "../../runfolder/time";
import type { CaptureFile } from "../options";
import { firstTime } from "../start";

/** A capture with its first time stamp. */
export interface Begun {
  readonly capture: CaptureFile;
  readonly first: Time;
}

/** Captures by their first time stamps; standard input, which is read once only, is the first. One without packets is the last. */
export async function byStart(captures: readonly CaptureFile[]): Promise<Begun[]> {
  const begun: Begun[] = [];
  for (const capture of captures)
    begun.push({ capture, first: capture.file === "-" ? -Infinity : ((await firstTime(capture.file)) ?? Infinity) });
  return begun.sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
}
