import { expect, test } from "vitest";
import { sortedSlice } from "../../kernel-helpers/src/edges/slice";
import { WindowRows } from "../../kernel-helpers/src/edges/windowRows";

const edgeCount = 20_000;
/** Edges in reverse order. */
const rank = Uint32Array.from({ length: edgeCount }, (_, edge) => edgeCount - 1 - edge);

/** Rows `window edge frames bytes wireBytes` that come in any order, and their sums by window and new edge number, from one map. */
function sums(given: readonly (readonly number[])[]): string[] {
  const sums = new Map<string, number[]>();
  for (const [window, edge, ...values] of given) {
    const key = `${String(window).padStart(3)} ${String(rank[edge]).padStart(6)}`;
    const before = sums.get(key) ?? [0, 0, 0];
    sums.set(
      key,
      values.map((value, i) => before[i] + value),
    );
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, values]) => `${key} ${values.join(" ")}`);
}

function sorted(given: readonly (readonly number[])[], windowCount: number): string[] {
  const rows = new WindowRows();
  for (const [window, edge, frames, bytes, wireBytes] of given) rows.append(window, edge, frames, bytes, wireBytes);
  const options = { every: 1, nanoseconds: 1e9, windowCount, firstWindow: 0, rank, coverage: new Float64Array(windowCount) };
  const slice = sortedSlice(rows, options);
  return Array.from({ length: windowCount }, (_, window) => window).flatMap((window) =>
    Array.from(slice.edges.subarray(slice.offsets[window], slice.offsets[window + 1]), (edge, i) => {
      const row = slice.offsets[window] + i;
      const values = [slice.frames[row], slice.bytes[row], slice.wireBytes[row]];
      return `${String(window).padStart(3)} ${String(edge).padStart(6)} ${values.join(" ")}`;
    }),
  );
}

test("rows of a few edges out of many, and of nearly all, are sorted and added up alike", () => {
  // 7919 is prime: windows 0 to 49 have 20 rows each, window 50 (silent 51) 70 000 rows, more than one chunk, of 20 000 edges.
  const few = Array.from({ length: 1000 }, (_, i) => [i % 50, (i * 7919) % 97, 1, i, i + 14]);
  const many = Array.from({ length: 70_000 }, (_, i) => [50, (i * 7919) % edgeCount, 1, i, i + 14]);
  const late = Array.from({ length: 30 }, (_, i) => [i % 3, (i * 7919) % 89, 2, 1, 3]);
  const given = [...few, ...many, ...late];
  expect(sorted(given, 52)).toEqual(sums(given));
});

test("a table without rows has windows", () => {
  expect(sorted([], 3)).toEqual([]);
});
