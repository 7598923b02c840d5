import { InputError } from "../config/error";
import type { WindowGraph } from "../edges/graph";
import type { MetricDefinition, SeriesDefinition } from "./graph";

/** @throws InputError when the answer is not one number */
export function asNumber({ name }: MetricDefinition, answer: unknown, window: number): number {
  if (typeof answer === "number") return answer;
  throw new InputError(`metric ${name}: of must return a number, as it is per graph, not ${shape(answer)} as in window ${window}`);
}

/** @throws InputError when the answer is not one number for each key */
export function asNumbers({ name, per }: MetricDefinition, answer: unknown, count: number, window: number): Float64Array {
  if (answer instanceof Float64Array && answer.length === count) return answer;
  throw new InputError(
    `metric ${name}: of must return a Float64Array of ${count} values, one per ${per}, not ${shape(answer)} as in window ${window}`,
  );
}

/** @throws InputError when the answer is not one number for each window */
export function asSeries({ name }: SeriesDefinition, answer: unknown, windowCount: number): Float64Array {
  if (answer instanceof Float64Array && answer.length === windowCount) return answer;
  throw new InputError(`series ${name}: series must return a Float64Array of ${windowCount} values, one per window, not ${shape(answer)}`);
}

/** What something that was thrown says. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** What is said of a value that is neither a number nor NaN: figures, means and files of others have no place for it. */
export const notFinite = (value: number): string => `gave ${value}${noSuchValue}`;
const noSuchValue = ", not a finite number, or NaN where there is none";

/** Whether an error's message is that of `notFinite`: such windows are counted apart from those in which the metric threw. */
export const tellsOfInfinity = (message: string): boolean => message.endsWith(noSuchValue);

export const isInfinite = (value: number): boolean => value === Infinity || value === -Infinity;

function shape(value: unknown): string {
  if (value instanceof Float64Array) return `a Float64Array of ${value.length}`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value instanceof Promise) return "a promise";
  return value === null ? "null" : typeof value;
}

/** @throws InputError for bytes that are no number of bytes; it names the metrics that would be computed of them */
export function checkBytes({ nodeCount, names, out }: WindowGraph, window: number, definitions: readonly MetricDefinition[]): void {
  const { offsets, targets, bytes } = out;
  let e = 0;
  while (e < bytes.length && bytes[e] >= 0 && bytes[e] < Infinity) e++;
  if (e === bytes.length || definitions.length === 0) return;
  let source = 0;
  while (source < nodeCount - 1 && offsets[source + 1] <= e) source++;
  const [first, ...more] = definitions;
  const which = `metric ${first.name}${more.length > 0 ? ` and ${more.length} more` : ""}`;
  throw new InputError(
    `${which}: window ${window}: bytes from ${names[source]} to ${names[targets[e]]} must be finite and at least 0, not ${bytes[e]}`,
  );
}
