import type { Experiment } from "../config";

/**
 * Customers that exist before the first trial: twice as many as there can be users at once, at least 50, at most 1000. Each user logs in
 * as one of its own, so that no two share a cart.
 */
export const customerCount = (experiment: Experiment): number => Math.min(1000, Math.max(50, 2 * experiment.load.users));
