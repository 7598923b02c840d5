/** A column of a table: values by row. Typed arrays and dictionaries stand behind it, so that a row costs bytes, not objects. */
export interface Column {
  readonly length: number;
  at(row: number): number | string;
  /** The value as CSV and tables show it. */
  text(row: number): string;
}

/** Numbers from a typed array. */
export function numbers(values: ArrayLike<number>): Column {
  return derived(values.length, (row) => values[row], numberText);
}

/** Words from a dictionary: `codes` are places in `words`. */
export function words(codes: ArrayLike<number>, dictionary: readonly string[]): Column {
  return derived(codes.length, (row) => dictionary[codes[row]], String);
}

/** A column whose values are worked out when they are asked for. */
export function derived<T extends number | string>(
  length: number,
  at: (row: number) => T,
  show: (value: T, row: number) => string,
): Column {
  return { length, at, text: (row) => show(at(row), row) };
}

const numberText = (value: number): string => String(value);
