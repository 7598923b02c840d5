import "./catalogue";
import { words } from "../table/column";
import { table, type Table } from "../table/table";
import { isSeries, type AnyDefinition } from "./graph";
import { findMetric, metricNames } from "./registry";

/**
 * The catalogue as a table: a row per metric that is defined, by name. w_ij are the IP bytes from node i to node j in a window, n is the
 * number of its nodes, m that of its edges.
 */
export function listMetrics(): Table {
  return descriptions(metricNames(), "Metrics");
}

/** One metric's row of the catalogue. @throws InputError with the nearest name when there is none */
export function describeMetric(name: string): Table {
  findMetric(name);
  return descriptions([name], name);
}

function descriptions(names: readonly string[], title: string): Table {
  const definitions = names.map((name) => findMetric(name));
  const column = (text: (definition: AnyDefinition) => string) =>
    words(
      definitions.map((_, i) => i),
      definitions.map(text),
    );
  return table(
    {
      metric: column(({ name }) => name),
      title: column((definition) => definition.title ?? ""),
      per: column(perOf),
      unit: column(({ unit = "" }) => unit),
      formula: column(({ formula = "" }) => formula),
      range: column(({ range = "" }) => range),
      degenerate: column(({ degenerate = "" }) => degenerate),
      source: column(({ source = "" }) => source),
    },
    title,
  );
}

/** What there is one value of; a series has one per window, and is made of a metric per node. */
export function perOf(definition: AnyDefinition): string {
  return isSeries(definition) ? `window, from ${definition.from}` : (definition.per ?? "graph");
}
