import type { EdgeTable } from "../../kernel-helpers/src/edges/table";

/** Sums over the windows of one granularity: `source destination frames bytes wire_bytes`, sorted. */
export function pairsOf(edges: EdgeTable): string[] {
  const pairs = new Map<string, [number, number, number]>();
  for (const { source, destination, frames, bytes, wireBytes } of edges.every(edges.granularities[0])) {
    const key = `${source} ${destination}`;
    const sums = pairs.get(key) ?? [0, 0, 0];
    pairs.set(key, [sums[0] + frames, sums[1] + bytes, sums[2] + wireBytes]);
  }
  return [...pairs].map(([key, sums]) => `${key} ${sums.join(" ")}`).sort();
}
