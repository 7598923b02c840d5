import type { Time } from "../../runfolder/time";
import type { CaptureFile } from "../options";
import { firstTime, isStream } from "../start";

/** A capture with its first time stamp. */
export interface Begun {
  readonly capture: CaptureFile;
  readonly first: Time;
}

/** Captures by their first time stamps; pipes, which are read once only, come first. One without packets is the last. */
export async function byStart(captures: readonly CaptureFile[]): Promise<Begun[]> {
  if (captures.length === 1) return [{ capture: captures[0], first: -Infinity }];
  const begun: Begun[] = [];
  for (const capture of captures)
    begun.push({ capture, first: isStream(capture.file) ? -Infinity : ((await firstTime(capture.file)) ?? Infinity) });
  return begun.sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
}
