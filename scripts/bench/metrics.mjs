// How long metrics take, beside networkx and igraph on the same graphs, and whether memory stays flat.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { edgeTable, randomEdges } from "../../test/bench/windows.mjs";
import { median } from "../../test/bench/pairs.mjs";

const require = createRequire(import.meta.url);
const library = (file) => require(`../../kernel-helpers/dist/${file}.js`);
const { computeMetrics } = library("metrics/compute");
const { defineMetric, metricNames } = library("metrics/registry");
const { metricStream } = library("metrics/stream");
const { betweennessCentrality } = library("metrics/algorithms/betweenness");
const { saveEdges } = library("edges/files/save");
const { windowGraph } = library("edges/graph");
const { plotMetrics } = library("plot/metrics");
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

const windows = 360;
/** networkx takes its time: so many of the windows, and the rest in proportion. */
const sample = 12;
/** What the predecessor computed of the whole graph and per node. */
const predecessor = [
  ...["pathLength.networkx", "pathLength.legacy", "reciprocity.edges", "reciprocity.legacy", "density", "degree.out"],
  ...["strength.out", "strength.in", "eigenvector", "betweenness", "load", "nonReciprocated.out", "nonReciprocated.in"],
].flatMap((name) => [name, `angle.${name}.legacy`, `changePoint.${name}.legacy`].filter((one) => metricNames().includes(one)));

export async function bench({ print }) {
  print(`processor time; load ${loadavg()[0].toFixed(1)}`);
  const edges = edgeTable({ windows });
  print(`\n${windows} windows of ${edges.at(0).nodeCount} nodes and ${Math.round(edges.rowCount / windows)} edges`);
  print(
    `  the ${predecessor.length} metrics of the predecessor    ${s(timeOf(() => computeMetrics(edgeTable({ windows }), predecessor), edges))}`,
  );
  print(
    `  the whole catalogue, ${metricNames().length} metrics      ${s(timeOf(() => computeMetrics(edgeTable({ windows }), metricNames()), edges))}`,
  );
  besideNetworkx(print, edges);
  besideIgraph(print);
  redefined(print, edges);
  await redefinedInKernel(print, edges);
  memory(print);
}

/** Less what it takes to make the table. */
function timeOf(job) {
  const start = cpu();
  edgeTable({ windows });
  const before = cpu();
  job();
  return cpu() - before - (before - start);
}

function besideNetworkx(print, edges) {
  const graphs = Array.from({ length: sample }, (_, i) => namedEdges(edges.at((i * windows) / sample)));
  const theirs = python("metrics.py", graphs);
  const names = Object.keys(theirs);
  const own = timeOf(() => computeMetrics(edgeTable({ windows }), names));
  const other = (Object.values(theirs).reduce((a, b) => a + b, 0) * windows) / sample;
  print(`  ${names.length} metrics that networkx has too    ${s(own)}; networkx ${s(other)}: ${(other / own).toFixed(0)} times as long`);
}

function namedEdges({ nodeCount, names, out }) {
  const found = [];
  for (let i = 0; i < nodeCount; i++)
    for (let e = out.offsets[i]; e < out.offsets[i + 1]; e++) found.push([names[i], names[out.targets[e]], out.bytes[e]]);
  return found;
}

function besideIgraph(print) {
  const random = randomEdges(200, 2000);
  const nodes = Array.from({ length: 200 }, (_, i) => ({ name: String(i).padStart(3, "0"), kind: "instance" }));
  const edges = random.map(([source, destination, bytes]) => ({ source, destination, bytes, frames: 1 }));
  const own = Array.from({ length: 31 }, () => {
    // A graph remembers its paths.
    const graph = windowGraph(nodes, edges);
    const start = cpu();
    betweennessCentrality(graph, { length: "inverseBytes" });
    return cpu() - start;
  });
  const [ours, theirs] = [median(own), median(python("betweenness.py", random))];
  print(
    `\nbetweenness by bytes, 200 nodes, 2000 edges: ${ours.toFixed(1)} ms; igraph ${theirs.toFixed(1)} ms (medians of 31): ${(ours / theirs).toFixed(2)} times igraph's`,
  );
}

function redefined(print, edges) {
  computeMetrics(edges, ["density", "efficiency"]);
  const times = Array.from({ length: 9 }, (_, round) => {
    const start = cpu();
    const chatter = defineMetric({ name: "chatter", of: (g) => g.edgeCount / g.nodeCount + round });
    JSON.stringify(plotMetrics(computeMetrics(edges, ["density", "efficiency", chatter])));
    return cpu() - start;
  });
  print(
    `\na redefined metric over ${windows} windows to its figure as JSON, beside two that stay: ${median(times).toFixed(0)} ms (median of 9)`,
  );
}

/** The same in cells of a real kernel, from the question to the figure, TypeScript's own work and the way through Jupyter included. */
async function redefinedInKernel(print, edges) {
  const folder = mkdtempSync(join(tmpdir(), "munnin-bench-"));
  try {
    const file = join(folder, "edges.parquet");
    await saveEdges(edges, file);
    const cell = (round) => `const chatter = defineMetric({ name: "chatter", of: (g) => g.edgeCount / g.nodeCount + ${round} });
      plotMetrics(computeMetrics(edges, ["density", "efficiency", chatter]))`;
    const times = python("redefined.py", {
      before: `import { computeMetrics, defineMetric, openEdges, plotMetrics } from "munnin"; const edges = await openEdges(${JSON.stringify(file)});`,
      wanted: "execute_result",
      cells: Array.from({ length: 11 }, (_, round) => cell(round)),
    }).slice(2);
    print(`the same in cells of a running kernel, by the clock: ${median(times).toFixed(0)} ms (median of ${times.length})`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Metrics of a hundred thousand windows as CSV: what is held besides the edges themselves, at every tenth. */
function memory(print) {
  const long = edgeTable({ windows: 100_000, services: 4, instances: 2 });
  const stream = metricStream(long, ["density", "efficiency", "strength.out", "betweenness"]);
  const held = [];
  let next = 0;
  const started = cpu();
  let written = 0;
  for (const piece of stream.csv()) {
    written += piece.length;
    if (stream.rows < next) continue;
    collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    held.push(heapUsed + arrayBuffers);
    next = stream.rows + 300_000;
  }
  const mb = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
  print(
    `\n100 000 windows streamed: ${stream.rows} values, ${mb(written)} of CSV in ${s(cpu() - started)}; memory after each 300 000 values ${mb(Math.min(...held.slice(1)))} to ${mb(Math.max(...held.slice(1)))}`,
  );
}

function python(script, question) {
  const program = fileURLToPath(new URL("../../.venv/bin/python", import.meta.url));
  const file = fileURLToPath(new URL(`../../test/bench/${script}`, import.meta.url));
  const { status, stdout, stderr } = spawnSync(program, [file], { input: JSON.stringify(question), encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${script}: ${stderr || `${program} cannot be run: npm test installs it`}`);
  return JSON.parse(stdout);
}

/** Processor time of this process in milliseconds: other work on the machine counts less than in time by the clock. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function s(milliseconds) {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
