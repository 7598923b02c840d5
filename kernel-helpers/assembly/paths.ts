// Searches for shortest paths from every node of a graph, in AssemblyScript as loops.ts, and with a memory of their own.
//
// Why not plain TypeScript: the same steps take twice as long there (docs/performance.md has the figures).
export { place, rows, targets, lengths, offsets, wanted, between, loads, distanceSums, nearness, reached, reaching } from "./paths/graph";
export { start, sumAll, sumFrom } from "./paths/sums";
