import { ConfigError, type Experiment, perhaps } from "../config";
import type { Application } from "../lab/application";
import { withBackupStore } from "./cluster/backup";
import { withEgress } from "./cluster/egress";
import { hotrod } from "./hotrod/profile";
import { ownApplication } from "./own/profile";
import { seaweedfs } from "./seaweedfs/profile";
import { shop } from "./shop/profile";
import { smoke } from "./smoke/profile";
import { wordpress } from "./wordpress/profile";

/** All that Munnin can bring up by itself. */
export const applications: readonly Application[] = [shop, smoke, hotrod, seaweedfs, wordpress];

/**
 * The application of an experiment, with its lab's egress and a store where events send backups: services of its own where it gives some, else a
 * built-in profile.
 *
 * @throws ConfigError for a profile that there is not, and for services that do not fit together
 */
export function applicationOf({
  application,
  lab,
  events,
}: Pick<Experiment, "application"> & Partial<Pick<Experiment, "lab" | "events">>): Application {
  return withBackupStore(withEgress(withoutEgress(application), lab?.egress ?? []), events ?? []);
}

function withoutEgress(given: Experiment["application"]): Application {
  if (given.services) return ownApplication({ ...given, services: given.services });
  for (const key of ["entry", "pages"] as const)
    if (given[key] !== undefined)
      throw new ConfigError(`application.${key}`, "belongs to an application of one's own: application.services is missing");
  return application(given.name);
}

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
