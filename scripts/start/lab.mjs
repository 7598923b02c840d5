import { run } from "../setup/command.mjs";
import { at } from "../setup/paths.mjs";

/** Runs Munnin's command line; returns { status, stdout, output }. */
export const munnin = (...args) => run(process.execPath, [at("kernel-helpers", "bin", "munnin.js"), ...args]);

/** Why no lab can run on this machine, as [{ what, remedy }]; empty when one can. */
export async function findProblems() {
  const { stdout, output } = await munnin("doctor", "--json");
  try {
    return JSON.parse(stdout).problems;
  } catch {
    throw new Error(`munnin doctor gave no answer:\n${output}`);
  }
}
