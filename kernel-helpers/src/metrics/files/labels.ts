import { InputError } from "../../config/error";
import type { Label } from "../../edges/labels";

const labels: readonly string[] = ["positive", "grey", "negative"] satisfies Label[];

/** Collects the labels that rows have. */
export interface LabelCollector {
  /** @throws InputError for a word that is no label, and for another one than the window has by an earlier row */
  add(every: number, window: number, label: string): void;
  /** Labels of all windows up to the last of each granularity; of one without a row nothing is known: it is grey. */
  finish(): { every: number; windowCount: number; labels: Label[] }[];
}

export function labelCollector(): LabelCollector {
  const known = new Map<number, Label[]>();
  return {
    add(every, window, label) {
      if (!labels.includes(label)) throw new InputError(`label must be one of ${labels.join(", ")}, not "${label}"`);
      const ofWindows = known.get(every) ?? [];
      known.set(every, ofWindows);
      const before = ofWindows[window] as Label | undefined;
      if (before !== undefined && before !== label)
        throw new InputError(`window ${window} of ${every} s is ${label} here and ${before} before`);
      ofWindows[window] = label as Label;
    },
    finish: () =>
      [...known].map(([every, ofWindows]) => ({
        every,
        windowCount: ofWindows.length,
        labels: Array.from(ofWindows, (label: Label | undefined) => label ?? "grey"),
      })),
  };
}
