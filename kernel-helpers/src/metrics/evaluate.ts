import { InputError } from "../config/error";
import type { EdgeTable } from "../edges/table";
import { ColumnBuilder, float64, uint32 } from "../table/builder";
import type { MetricContext, MetricDefinition, WindowGraph } from "./graph";
import type { MetricError, MetricResult } from "./result";

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
  definitions: readonly MetricDefinition[],
  span: WindowSpan = { from: 0, to: edges.windowCount },
): MetricResult[] {
  if (definitions.length === 0) return [];
  const collectors = definitions.map((definition) => collector(definition, edges, span));
  for (let window = span.from; window < span.to; window++) {
    const graph = edges.at(window);
    const context = contextOf(edges, window);
    for (const collect of collectors) collect.add(graph, context);
  }
  return collectors.map((collect) => collect.result());
}

/** What lies beside the window, worked out only for a metric that asks. */
function contextOf(edges: EdgeTable, window: number): MetricContext {
  let previous: WindowGraph[] | null = null;
  let alive: readonly string[] | null = null;
  return {
    window,
    get previous() {
      return (previous ??= Array.from({ length: window }, (_, i) => edges.at(i)));
    },
    get alive() {
      return (alive ??= edges.alive(window));
    },
  };
}

interface Collector {
  add(graph: WindowGraph, context: MetricContext): void;
  result(): MetricResult;
}

function collector(definition: MetricDefinition, edges: EdgeTable, { from, to }: WindowSpan): Collector {
  const { name, per = "graph", unit = "", title = name } = definition;
  const [granularity] = edges.granularities;
  let error: MetricError | null = null;

  /** The metric's answer; null when it threw, which is noted. */
  function ask(graph: WindowGraph, context: MetricContext): number | Float64Array | null {
    try {
      return definition.of(graph, context);
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      error = error ? { ...error, count: error.count + 1 } : { metric: name, granularity, window: context.window, count: 1, message };
      return null;
    }
  }
  const errors = (): MetricError[] => (error ? [error] : []);

  if (per === "graph") {
    const values = new Float64Array(to - from).fill(NaN);
    return {
      add(graph, context) {
        const value = ask(graph, context);
        if (value === null) return;
        if (typeof value !== "number")
          throw new InputError(`metric ${name}: of must return a number, as it is per graph, not ${shape(value)}`);
        values[context.window - from] = value;
      },
      result: () => ({ name, title, unit, values: { per, values }, errors: errors() }),
    };
  }
  if (per === "service") throw new InputError(`metric ${name}: per service is not computed yet; use per node at level service`);

  const numbers = new Map<string, number>();
  const codes = new ColumnBuilder(uint32);
  const values = new ColumnBuilder(float64);
  const offsets = new Uint32Array(to - from + 1);
  return {
    add(graph, context) {
      const keys = per === "node" ? graph.names : pairNames(graph);
      const answer = ask(graph, context);
      if (answer !== null && !(answer instanceof Float64Array && answer.length === keys.length)) {
        throw new InputError(
          `metric ${name}: of must return a Float64Array of ${keys.length} values, one per ${per}, not ${shape(answer)}`,
        );
      }
      keys.forEach((key, i) => {
        if (!numbers.has(key)) numbers.set(key, numbers.size);
        codes.push(numbers.get(key)!);
        values.push(answer === null ? NaN : answer[i]);
      });
      offsets[context.window - from + 1] = values.length;
    },
    result: () => ({
      name,
      title,
      unit,
      values: { per, keys: [...numbers.keys()], offsets, codes: codes.finish(), values: values.finish() },
      errors: errors(),
    }),
  };
}

function pairNames({ nodeCount, names, out }: WindowGraph): string[] {
  const pairs: string[] = [];
  for (let i = 0; i < nodeCount; i++)
    for (let e = out.offsets[i]; e < out.offsets[i + 1]; e++) pairs.push(`${names[i]} → ${names[out.targets[e]]}`);
  return pairs;
}

const shape = (value: unknown): string => (value instanceof Float64Array ? `a Float64Array of ${value.length}` : typeof value);
