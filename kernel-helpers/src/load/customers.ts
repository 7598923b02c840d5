import type { Experiment } from "../config";
import type { CustomerDocument } from "./document";
import { crowded } from "./guests";

/** More are never registered: each takes some milliseconds. */
const most = 1000;

/**
 * Customers that exist before the first trial: twice as many as the curve can have users at once, at least 50, and one for each user of a flash
 * crowd; at most 1000. Each user logs in as one of its own, so that no two share a cart.
 */
export function customersOf(experiment: Pick<Experiment, "load" | "events" | "seed">): CustomerDocument {
  const reserved = Math.min(most / 2, crowded(experiment));
  const count = Math.min(most, Math.max(50, 2 * experiment.load.users) + reserved);
  return { seed: experiment.seed, count, reserved };
}
