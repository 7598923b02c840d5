import { basename } from "node:path";
import { ConfigError, type Conversion, readExperiment } from "../config";
import { type Plan, planExperiment } from "../run";

/**
 * The plan of a configuration file, with single values replaced. What became of a predecessor's keys goes to standard error.
 * @throws InputError, ConfigError; the file's name stands in the message
 */
export function planOf(path: string, sets?: readonly string[]): Plan {
  const experiment = readExperiment(path, sets, tellConversion(path));
  try {
    return planExperiment(experiment);
  } catch (error) {
    if (error instanceof ConfigError && !error.file) throw new ConfigError(error.path, error.reason, basename(path));
    throw error;
  }
}

/** Says on standard error what became of a predecessor's keys. */
export const tellConversion =
  (path: string) =>
  (notes: Conversion["notes"]): void => {
    process.stderr.write(`${basename(path)} is a configuration of the predecessor; what became of its keys:\n`);
    for (const [key, sentence] of notes) process.stderr.write(`  ${key.padEnd(46)} ${sentence}\n`);
  };
