import type { Experiment } from "../config";
import type { CustomerDocument } from "./document";
import { crowdsOf } from "./guests";

/** More are never registered for the curve's users, nor for all crowds: each takes some milliseconds. */
const most = 1000;

/**
 * Customers that exist before the first trial: twice as many as the curve can have users at once, at least 50, and one for each user of a flash
 * crowd; at most 1000 of both. Each user logs in as one of its own, so that no two share a cart.
 */
export function customersOf(experiment: Pick<Experiment, "load" | "events" | "seed">): CustomerDocument {
  const own = Math.min(most, Math.max(50, 2 * experiment.load.users));
  let left = most;
  const crowds = crowdsOf(experiment).flatMap(({ first, users }): [number, number][] => {
    const customers = Math.min(left, users);
    left -= customers;
    return customers > 0 ? [[first, customers]] : [];
  });
  return { seed: experiment.seed, count: own + most - left, ...(crowds.length > 0 && { crowds }) };
}
