import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { describePlan } from "../cli/plan";
import { ConfigError, type Conversion, checkExperiment, readWritten, withLab } from "../config";
import { planExperiment } from "../run";
import type { Checked, OpenedExperiment, Template } from "./requests";

/** Where the build puts the experiments that ours begin with. */
const folder = join(__dirname, "../../dist/experiments");

/** The built-in experiments, the quick start first. */
export function templates(): readonly Template[] {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => basename(file, ".json"));
  const order = (name: string) => (name === "quickstart" ? "" : name);
  return names.sort((a, b) => (order(a) < order(b) ? -1 : 1)).map((name) => ({ name, config: readWritten(join(folder, `${name}.json`)) }));
}

/** @throws InputError for a file that is not there or no configuration */
export function openExperiment(path: string): OpenedExperiment {
  let notes: Conversion["notes"] = [];
  // A form has fields for a lab, and none for a text that is short for one.
  const config = withLab(readWritten(path, [], (given) => (notes = given))) as object;
  return { config, notes: [...notes].map(([key, sentence]) => `${key}: ${sentence}`) };
}

/** What `munnin plan` and `munnin run` would say. */
export function check(config: object): Checked {
  const result = checkExperiment(config);
  if ("errors" in result) return wrong(result.errors);
  try {
    return { errors: [], plan: describePlan(planExperiment(result.experiment)) };
  } catch (error) {
    if (error instanceof ConfigError) return wrong([error]);
    throw error;
  }
}

const wrong = (errors: readonly ConfigError[]): Checked => ({
  errors: errors.map(({ path, reason }) => ({ path, message: reason })),
  plan: [],
});
