import type { EdgeTable } from "../edges/table";
import { ColumnBuilder, float64 } from "../table/builder";
import { asNumber, asNumbers, checkBytes, isInfinite, messageOf, notFinite, tellsOfInfinity } from "./answer";
import { contextOf, type Surroundings, type WatchedContext } from "./context";
import { pers, type MetricDefinition, type Per, type WindowGraph } from "./graph";
import { keyCollector, type KeyCollector } from "./keys";
import type { MetricError, MetricResult } from "./result";

/** What a metric gave, and whether another choice of training windows would give something else. */
export interface Evaluated {
  readonly result: MetricResult;
  readonly dependsOnTraining: boolean;
}

/** Windows [from, to). */
export interface WindowSpan {
  readonly from: number;
  readonly to: number;
}

/**
 * Evaluates metrics window by window, in one walk over the windows. `edges` has one granularity.
 *
 * @param span the windows that are looked at, default all: the results begin with the first of them
 */
export function evaluate(
  edges: EdgeTable,
  around: Surroundings,
  definitions: readonly MetricDefinition[],
  span: WindowSpan = { from: 0, to: edges.windowCount },
): Evaluated[] {
  if (definitions.length === 0) return [];
  const keys = new Map(keyed.map((per) => [per, keyCollector(per, span)]));
  const collectors = definitions.map((definition) => collector(definition, edges, span, keys));
  for (let window = span.from; window < span.to; window++) {
    const graph = edges.at(window);
    checkBytes(graph, window, definitions);
    const watched = contextOf(around, graph, window);
    for (const collect of collectors) collect.add(graph, watched);
  }
  return collectors.map((collect) => collect.finish());
}

const keyed = pers.filter((per) => per !== "graph");

/** Stands for the answer of a metric that threw: it may be anything itself. */
const failed = Symbol("failed");

interface Collector {
  add(graph: WindowGraph, watched: WatchedContext): void;
  finish(): Evaluated;
}

function collector(
  definition: MetricDefinition,
  edges: EdgeTable,
  { from, to }: WindowSpan,
  keys: ReadonlyMap<Per, KeyCollector>,
): Collector {
  const { name, per = "graph", unit = "", title = name } = definition;
  const [granularity] = edges.granularities;
  const errors = errorCounter(name, granularity);
  let dependsOnTraining = false;

  /** The metric's answer; `failed` when it threw, which is noted. */
  function ask(graph: WindowGraph, watched: WatchedContext): unknown {
    watched.reset();
    try {
      return definition.of(graph, watched.context);
    } catch (thrown) {
      errors.note(watched.context.window, messageOf(thrown));
      return failed;
    } finally {
      dependsOnTraining ||= watched.lookedAtTraining;
    }
  }
  const finished = (values: MetricResult["values"]): Evaluated => ({
    result: { name, title, unit, values, errors: errors.all() },
    dependsOnTraining,
  });

  if (per === "graph") {
    const values = new Float64Array(to - from).fill(NaN);
    return {
      add(graph, watched) {
        const answer = ask(graph, watched);
        if (answer === failed) return;
        const { window } = watched.context;
        const value = asNumber(definition, answer, window);
        if (isInfinite(value)) errors.note(window, notFinite(value));
        else values[window - from] = value;
      },
      finish: () => finished({ per, values }),
    };
  }

  const values = new ColumnBuilder(float64);
  const ofWindows = keys.get(per)!;
  return {
    add(graph, watched) {
      const count = ofWindows.add(graph, watched.context);
      const answer = ask(graph, watched);
      const { window } = watched.context;
      const given = answer === failed ? null : asNumbers(definition, answer, count, window);
      let infinite = NaN;
      for (let i = 0; i < count; i++) {
        const value = given ? given[i] : NaN;
        if (isInfinite(value)) infinite = value;
        values.push(isInfinite(value) ? NaN : value);
      }
      if (isInfinite(infinite)) errors.note(window, notFinite(infinite));
    },
    finish: () => finished({ per, ...ofWindows.finish(), values: values.finish() }),
  };
}

/** Counts the windows in which a metric threw, and apart from them those in which it was infinite; the first of each is named. */
function errorCounter(metric: string, granularity: number): { note(window: number, message: string): void; all(): MetricError[] } {
  const known = new Map<boolean, MetricError>();
  return {
    note(window, message) {
      const kind = tellsOfInfinity(message);
      const before = known.get(kind);
      known.set(kind, before ? { ...before, count: before.count + 1 } : { metric, granularity, window, count: 1, message });
    },
    all: () => [...known.values()],
  };
}
