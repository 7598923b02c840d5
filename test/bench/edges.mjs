// One fresh process: node edges.mjs FILE GRANULARITY… reads a capture into an edge table and prints what it took, as JSON.
import { createRequire } from "node:module";

const [file, ...every] = process.argv.slice(2);
const { readEdges } = createRequire(import.meta.url)("../../kernel-helpers/dist/edges/read.js");
const before = process.cpuUsage();
const startUp = performance.now(); // Counts from the start of the process.
const table = await readEdges([{ file }], { every: every.map(Number) });
const milliseconds = performance.now() - startUp;
const { user, system } = process.cpuUsage(before);
const processor = (user + system) / 1000;
const { packets } = table.counts;
const { rowCount } = table;
const pairs = table.parts.sources.length;
process.stdout.write(
  JSON.stringify({ startUp, milliseconds, processor, packets, pairs, rowCount, peak: process.resourceUsage().maxRSS * 1024 }),
);
