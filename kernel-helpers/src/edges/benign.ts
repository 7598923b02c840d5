import type { TrialEvent } from "../runfolder/run";
import type { Time } from "../runfolder/time";
import type { Mark } from "./parts";

/** The events of a trial as marks, by start: a backup or a flash crowd is no theft, and figures show it as what it is. */
export const benignMarks = (events: readonly TrialEvent[], origin: Time): Mark[] =>
  events
    .map(({ start, end, kind }): Mark => ({ start: start - origin, end: end - origin, kind, benign: true }))
    .sort((a, b) => a.start - b.start || a.end - b.end);

/** The marks that labels and baselines are made of. */
export const suspect = (marks: readonly Mark[]): Mark[] => marks.filter(({ benign }) => !benign);
