import { instant } from "../../kernel-helpers/src/edges/instant";
import type { Label } from "../../kernel-helpers/src/edges/labels";
import type { Level } from "../../kernel-helpers/src/edges/node";
import type { Mark } from "../../kernel-helpers/src/edges/table";
import { MetricTable } from "../../kernel-helpers/src/metrics/table";

/** A metric table of given series, in windows of `every` seconds. */
export function tableOf(
  series: Readonly<Record<string, readonly number[]>>,
  { every = 1, level = "service", marks = [], unit = "" }: { every?: number; level?: Level; marks?: readonly Mark[]; unit?: string } = {},
): MetricTable {
  const windowCount = Object.values(series)[0].length;
  return new MetricTable({
    level,
    origin: instant(1700000000),
    marks,
    slices: [
      {
        every,
        nanoseconds: every * 1e9,
        windowCount,
        coverage: new Float64Array(windowCount).fill(1),
        results: Object.entries(series).map(([name, values]) => ({
          name,
          title: name.toUpperCase(),
          unit,
          values: { per: "graph", values: Float64Array.from(values) },
          errors: [],
        })),
      },
    ],
  });
}

/** Tables of one level as one with their granularities. */
export const together = (...tables: readonly MetricTable[]): MetricTable =>
  new MetricTable({ ...tables[0].parts, slices: tables.flatMap(({ parts }) => parts.slices) });

/** The same with labels by their first letters, for a table of one granularity. */
export function labelled({ parts }: MetricTable, letters: string): MetricTable {
  const of = { p: "positive", g: "grey", n: "negative" } as const;
  const labels = Array.from(letters, (letter): Label => of[letter as keyof typeof of]);
  return new MetricTable({ ...parts, slices: [{ ...parts.slices[0], labels }] });
}
