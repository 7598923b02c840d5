import { closest, distance } from "fastest-levenshtein";
import { InputError } from "../config/error";
import { isSeries, pers, type AnyDefinition, type MetricDefinition, type SeriesDefinition } from "./graph";

const definitions = new Map<string, AnyDefinition>();

/**
 * Defines a metric of one window's graph and makes it known by its name. A definition of the same name is replaced.
 *
 * @throws InputError when the name is not dotted words that begin in lower case, `of` is no function or `per` is unknown
 */
export function defineMetric<T extends MetricDefinition>(definition: T): T {
  return register(checkMetric(definition));
}

/** Defines a series that is derived from another metric. A definition of the same name is replaced. @throws InputError as defineMetric */
export function defineSeries<T extends SeriesDefinition>(definition: T): T {
  return register(checkSeries(definition));
}

function register<T extends AnyDefinition>(definition: T): T {
  definitions.set(definition.name, definition);
  return definition;
}

/** A definition that a metric can be computed by, known or not. @throws InputError as defineMetric */
export function checkDefinition(definition: AnyDefinition): AnyDefinition {
  checkIsDefinition(definition);
  return isSeries(definition) ? checkSeries(definition) : checkMetric(definition);
}

function checkMetric<T extends MetricDefinition>(definition: T): T {
  checkIsDefinition(definition);
  const { name, per = "graph" } = definition;
  if (!pers.includes(per)) throw new InputError(`metric ${name}: per must be one of ${pers.join(", ")}, not "${per}"`);
  if (typeof definition.of !== "function") throw new InputError(`metric ${name}: of must be a function of a window's graph`);
  return definition;
}

function checkSeries<T extends SeriesDefinition>(definition: T): T {
  checkIsDefinition(definition);
  const { name, from, series } = definition;
  if (typeof series !== "function") throw new InputError(`series ${name}: series must be a function of vectors`);
  if (typeof from !== "string") throw new InputError(`series ${name}: from must be the name of a metric`);
  return definition;
}

function checkIsDefinition(definition: unknown): void {
  if (typeof definition !== "object" || definition === null)
    throw new InputError(`a metric is a name of the catalogue or a definition { name, of }, not ${String(definition)}`);
  const { name } = definition as { name?: unknown };
  if (typeof name !== "string" || !/^[a-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)*$/.test(name))
    throw new InputError(
      `metric ${JSON.stringify(name) ?? "without a name"}: a name is words with dots between them, the first in lower case, such as strength.out`,
    );
}

/** The definition of a name. @throws InputError with the nearest name when there is none */
export function findMetric(name: string): AnyDefinition {
  const found = definitions.get(name);
  if (found) return found;
  const nearest = closest(name, [...definitions.keys()]);
  const hint = distance(name, nearest) <= Math.max(3, name.length / 2) ? `; did you mean "${nearest}"?` : "";
  throw new InputError(`no metric is called "${name}"${hint || ` (there are ${[...definitions.keys()].sort().join(", ")})`}`);
}

/** All that are defined, by name. */
export function metricNames(): readonly string[] {
  return [...definitions.keys()].sort();
}
