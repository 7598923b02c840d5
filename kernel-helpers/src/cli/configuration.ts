import { basename } from "node:path";
import { ConfigError, readExperiment } from "../config";
import { type Plan, planExperiment } from "../run";

/**
 * The plan of a configuration file, with single values replaced.
 * @throws InputError, ConfigError; the file's name stands in the message
 */
export function planOf(path: string, sets?: readonly string[]): Plan {
  const experiment = readExperiment(path, sets);
  try {
    return planExperiment(experiment);
  } catch (error) {
    if (error instanceof ConfigError && !error.file) throw new ConfigError(error.path, error.reason, basename(path));
    throw error;
  }
}
