import { fileURLToPath } from "node:url";
import { measured } from "./process.mjs";

const edges = fileURLToPath(new URL("edges.mjs", import.meta.url));

/** One reading of a capture by Munnin, in a process of its own; `milliseconds` is from the file to the finished table. */
export async function ours(file, granularities) {
  const { output, milliseconds } = await measured(process.execPath, [edges, file, ...granularities.map(String)]);
  return { ...JSON.parse(output), whole: milliseconds };
}

/**
 * Runs Munnin and another program on one file in turn, so that what else the machine does meets both: five times, or as often as fits
 * into `budget` milliseconds, but once at least.
 */
export async function pairsOf(file, granularities, { program, args }, budget = Infinity) {
  const end = performance.now() + budget;
  const runs = [];
  let longest = 0;
  while (runs.length < 5 && (runs.length === 0 || performance.now() + longest < end)) {
    const started = performance.now();
    const own = await ours(file, granularities);
    runs.push({ own, other: await measured(program, args(file)) });
    longest = Math.max(longest, performance.now() - started);
  }
  return runs;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
