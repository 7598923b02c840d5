import "./catalogue";
import { words, type Column } from "../table/column";
import { table, type Table } from "../table/table";
import { isSeries, type AnyDefinition } from "./graph";
import { findMetric, metricNames } from "./registry";

/**
 * The catalogue as a table: a row per metric that is defined, by name. w_ij are the IP bytes from node i to node j in a window, n is the
 * number of its nodes, m that of its edges. As text its cells are cut; `describeMetric` has them whole.
 */
export function listMetrics(): Table {
  const definitions = metricNames().map(findMetric);
  const columns = Object.keys(columnsOf).map((name): [string, Column] => [name, column(definitions.map(columnsOf[name]))]);
  return table(Object.fromEntries(columns), "Metrics", { rows: Infinity, width: 44 });
}

/** What the catalogue says of one metric, a row for each thing. @throws InputError with the nearest name when there is none */
export function describeMetric(name: string): Table {
  const definition = findMetric(name);
  const said = Object.entries(columnsOf)
    .map(([what, of]) => [what, of(definition)])
    .filter(([, text]) => text !== "");
  return table({ what: column(said.map(([what]) => what)), is: column(said.map(([, text]) => text)) }, definition.title ?? name);
}

const columnsOf: Readonly<Record<string, (definition: AnyDefinition) => string>> = {
  metric: ({ name }) => name,
  title: ({ title = "" }) => title,
  per: perOf,
  unit: ({ unit = "" }) => unit,
  formula: ({ formula = "" }) => formula,
  range: ({ range = "" }) => range,
  degenerate: ({ degenerate = "" }) => degenerate,
  source: ({ source = "" }) => source,
};

const column = (texts: readonly string[]): Column =>
  words(
    texts.map((_, i) => i),
    texts,
  );

/** What there is one value of; a series has one per window, and is made of a metric per node. */
export function perOf(definition: AnyDefinition): string {
  return isSeries(definition) ? `window, from ${definition.from}` : (definition.per ?? "graph");
}
