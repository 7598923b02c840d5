import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "./files";
import type { TrialRecord } from "./run";

/** What is known of a trial as soon as its time begins: `trial.json`. Its record in `run.json` comes with its end. */
export type TrialBegun = Pick<TrialRecord, "index" | "kind" | "block" | "repeats" | "start" | "networks" | "listeners">;

const begunFile = (trial: string) => join(trial, "trial.json");

/** @param trial the trial's folder */
export function writeBegun(trial: string, begun: TrialBegun): void {
  writeWhole(begunFile(trial), JSON.stringify(begun, null, 2) + "\n");
}

/** Null for a trial whose time has not begun, and in runs of versions that did not write it. */
export function readBegun(trial: string): TrialBegun | null {
  try {
    return JSON.parse(readFileSync(begunFile(trial), "utf8")) as TrialBegun;
  } catch {
    return null;
  }
}
