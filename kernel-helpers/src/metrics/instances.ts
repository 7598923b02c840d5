import { InputError } from "../config/error";
import type { MetricDefinition } from "./graph";

/** What can be said of the values of a service's instances. */
export type Statistic = "mean" | "max" | "variation";

const statistics: Record<Statistic, { of(values: Float64Array): number; title: string; formula(x: string): string; degenerate: string }> = {
  mean: {
    of: meanOf,
    title: "mean over instances",
    formula: (x) => `mean of ${x} over the instances of a service that existed, 0 for those that were silent`,
    degenerate: "0 for a service that was silent.",
  },
  max: {
    of: (values) => values.reduce((most, value) => Math.max(most, value), -Infinity),
    title: "maximum over instances",
    formula: (x) => `maximum of ${x} over the instances of a service that existed, 0 for those that were silent`,
    degenerate: "0 for a service that was silent.",
  },
  variation: {
    of(values) {
      const mean = meanOf(values);
      return values.length < 2 || mean === 0 ? NaN : Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2))) / mean;
    },
    title: "coefficient of variation over instances",
    formula: (x) => `standard deviation (of a population) ÷ mean of ${x} over the instances of a service that existed, 0 for silent ones`,
    degenerate: "NaN for a single instance, and when the mean is 0.",
  },
};

/**
 * A metric per service from one per node: the mean, the maximum or the coefficient of variation over the instances of the service that
 * existed in the window, those that were silent counting 0. Virtual IPs do not count.
 *
 *     defineMetric(overInstances(myMetric, "variation"));    // service.myMetric.variation
 *
 * @throws InputError for a metric that is not per node
 */
export function overInstances(definition: MetricDefinition, statistic: Statistic): MetricDefinition {
  const { name, per, title = name, unit = "", range = "", source } = definition;
  if (per !== "node") throw new InputError(`metric ${name}: is per ${per ?? "graph"}; only one per node has values of instances`);
  const about = statistics[statistic];
  return {
    name: `service.${name}.${statistic}`,
    title: `${title}: ${about.title}`,
    per: "service",
    unit: statistic === "variation" ? "" : unit,
    formula: about.formula(name),
    range: statistic === "variation" ? "[0, √(instances − 1)]" : range,
    degenerate: about.degenerate,
    source,
    of(graph, context) {
      const values = definition.of(graph, context) as Float64Array;
      return Float64Array.from(context.services, ({ instances, nodes }) => {
        const ofService = new Float64Array(instances.length);
        nodes.forEach((node, place) => (ofService[place] = values[node]));
        return about.of(ofService);
      });
    },
  };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
