import { describeMetric, listMetrics } from "./describe";
import { defineMetric } from "./registry";

/** The catalogue under one name: `metrics.list()` shows it, `metrics.describe(name)` one of it, `metrics.define(definition)` adds to it. */
export const metrics: {
  /** `listMetrics` */
  readonly list: typeof listMetrics;
  /** `defineMetric` */
  readonly define: typeof defineMetric;
  /** `describeMetric` */
  readonly describe: typeof describeMetric;
} = { list: listMetrics, define: defineMetric, describe: describeMetric };
