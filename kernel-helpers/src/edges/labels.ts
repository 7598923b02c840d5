import { InputError } from "../config/error";
import type { Theft } from "./ledger/thefts";
import type { Slice } from "./slice";

/**
 * What a window is for whoever looks for the thief: `positive` when bytes of the stolen file went along any edge; `grey` when only a
 * connection of the thief's or the span of a theft touches it (ends of connections, waiting within a low rate); `negative` when neither does.
 */
export type Label = "positive" | "grey" | "negative";

export interface LabelOptions {
  /**
   * `payload` (default): by the ledger joined to packets. `span`: positive is each window that a theft touches, from its first to its last
   * message, whether anything went in it or not; to be reported beside, as a sensitivity analysis.
   */
  readonly by?: "payload" | "span";
  /** Negative windows behind a positive one that become grey: as many as a sliding reference looks back. Default 0. */
  readonly greyAfter?: number;
}

/** A label for each window. @throws InputError for options that are none */
export function labelsOf(
  { windowCount, every, exfil }: Slice,
  thefts: readonly Theft[],
  { by = "payload", greyAfter = 0 }: LabelOptions = {},
): Label[] {
  if (by !== "payload" && by !== "span") throw new InputError(`by: must be payload or span, not "${by as string}"`);
  if (!Number.isInteger(greyAfter) || greyAfter < 0)
    throw new InputError(`greyAfter: must be a whole number of windows from 0, not ${greyAfter}`);
  const labels = new Array<Label>(windowCount).fill("negative");
  for (const { start, end } of thefts) {
    const last = Math.min(windowCount - 1, Math.floor(end / every));
    for (let window = Math.max(0, Math.floor(start / every)); window <= last; window++)
      labels[window] = by === "span" ? "positive" : "grey";
  }
  if (by === "payload" && exfil) {
    for (const window of exfil.windows) labels[window] = "grey";
    exfil.windows.forEach((window, i) => {
      if (exfil.payload[i] > 0) labels[window] = "positive";
    });
  }
  return withTail(labels, greyAfter);
}

function withTail(labels: readonly Label[], greyAfter: number): Label[] {
  let since = Infinity;
  return labels.map((label) => {
    since = label === "positive" ? 0 : since + 1;
    return label === "negative" && since <= greyAfter ? "grey" : label;
  });
}
