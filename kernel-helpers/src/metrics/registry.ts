import { closest, distance } from "fastest-levenshtein";
import { InputError } from "../config/error";
import { pers, type AnyDefinition, type MetricDefinition, type SeriesDefinition } from "./graph";

const definitions = new Map<string, AnyDefinition>();

/**
 * Defines a metric of one window's graph and makes it known by its name. A definition of the same name is replaced.
 *
 * @throws InputError when the name is not dotted words that begin in lower case, `of` is no function or `per` is unknown
 */
export function defineMetric<T extends MetricDefinition>(definition: T): T {
  const { per = "graph" } = definition;
  if (!pers.includes(per)) throw new InputError(`metric ${definition.name}: per must be one of ${pers.join(", ")}, not "${per}"`);
  if (typeof definition.of !== "function") throw new InputError(`metric ${definition.name}: of must be a function of a window's graph`);
  return register(definition);
}

/** Defines a series that is derived from a metric per node. A definition of the same name is replaced. @throws InputError as defineMetric */
export function defineSeries<T extends SeriesDefinition>(definition: T): T {
  if (typeof definition.series !== "function") throw new InputError(`series ${definition.name}: series must be a function of vectors`);
  return register(definition);
}

function register<T extends AnyDefinition>(definition: T): T {
  if (!/^[a-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)*$/.test(definition.name)) {
    throw new InputError(
      `metric "${definition.name}": a name is words with dots between them, the first in lower case, such as strength.out`,
    );
  }
  definitions.set(definition.name, definition);
  return definition;
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
