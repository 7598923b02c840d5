import { ConfigError, perhaps } from "../config";
import type { Application } from "../lab/application";
import { hotrod } from "./hotrod/profile";
import { shop } from "./shop/profile";
import { smoke } from "./smoke/profile";

/** All that Munnin can bring up by itself. */
export const applications: readonly Application[] = [shop, smoke, hotrod];

/**
 * The application profile of a name.
 *
 * @throws ConfigError for a name that is none; it suggests the nearest
 */
export function application(name: string): Application {
  const found = applications.find((candidate) => candidate.name === name);
  if (!found) {
    const names = applications.map((candidate) => candidate.name);
    throw new ConfigError("application.name", `must be one of ${names.join(", ")}, not "${name}"${perhaps(name, names)}`);
  }
  return found;
}
