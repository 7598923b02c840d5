import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRun } from "../../kernel-helpers/src/notebook/run";
import { liveRuns } from "../../kernel-helpers/src/runfolder";
import { type Execution, type Kernel, ofType, root, startKernel, stream } from "./kernel";

// One run of the smoke experiment in the lab of this machine, watched from the cell of a real kernel: window by window, and as a figure.
const smoke = join(root, "experiments", "smoke.json");
const runs = mkdtempSync(join(tmpdir(), "munnin-test-runs-"));
interface Told {
  readonly window: number;
  readonly late: number;
  readonly status: string;
  readonly names: string[];
  readonly bytes: number[];
  readonly marks: { start: number; end: number }[];
}
let kernel: Kernel;
let watched: Execution;
let told: Told[];
let id: string;
beforeAll(async () => {
  kernel = await startKernel(mkdtempSync(join(tmpdir(), "munnin-test-cells-")), { MUNNIN_RUNS: runs });
  watched = await kernel.execute(`
    import { startExperiment, plotLive } from "munnin";
    const run = await startExperiment(${JSON.stringify(smoke)});
    console.log(run.id);
    const figure = plotLive(run, ["bytes.total", "edges"], { every: 1 });
    for await (const { window, start, names, out, edges } of run.live({ every: 1 })) {
      const late = Date.now() / 1000 - start - 1;
      console.log(JSON.stringify({ window, late, status: run.record.status, names, bytes: [...out.bytes], marks: edges.marks }));
    }
    (await figure)!.series("bytes.total");
  `);
  const [first, ...lines] = stream(watched).trim().split("\n");
  id = first;
  told = lines.map((line) => JSON.parse(line) as Told);
}, 120_000);
afterAll(() => kernel[Symbol.asyncDispose](), 30_000);

test("a run is watched window by window, while it goes on, and the loop ends with it", () => {
  expect(watched.reply.status).toBe("ok");
  expect(told.map(({ window }) => window)).toEqual([0, 1, 2, 3, 4]);
  expect(told.slice(0, 4).map(({ status }) => status)).toEqual(["running", "running", "running", "running"]);
  // tcpdump has a packet up to a second late; a window waits no longer than three.
  for (const { late } of told) expect(late).toBeLessThan(4);
  expect(openRun(join(runs, id)).record.status).toBe("done");
  expect(liveRuns().filter((run) => run.id === id)).toEqual([]);
});

test("each window was what the edges of the run have of it now that it is over", async () => {
  const edges = await openRun(join(runs, id)).edges({ every: 1 });
  for (const { window, names, bytes } of told) {
    const view = edges.at(window);
    expect({ window, names, bytes }).toEqual({ window, names: [...view.names], bytes: [...view.out.bytes] });
  }
});

test("the thefts so far are marks: from the two seconds on at which the agents begin", () => {
  // spans: [[2, 4]] in experiments/smoke.json.
  expect(told.filter(({ marks }) => marks.length > 0).map(({ window }) => window)).toEqual(expect.arrayContaining([2, 3]));
  expect(told.slice(0, 2).flatMap(({ marks }) => marks)).toEqual([]);
  expect(told[3].marks).toEqual([{ start: 0, end: 1, kind: "exfiltration" }]);
});

test("the figure moved in its place, a value more with each window, and keeps a picture at the end", () => {
  const plotly = "application/vnd.plotly.v1+json";
  const shown = [...ofType(watched, "display_data"), ...ofType(watched, "update_display_data")].filter(({ data }) => plotly in data);
  expect(new Set(shown.map(({ transient }) => transient.display_id)).size).toBe(1);
  const lengths = shown.map(({ data }) => (data[plotly].data[0].y as unknown[]).length);
  expect(lengths).toEqual([1, 2, 3, 4, 5, 5]);
  expect(shown.map(({ data }) => "image/png" in data)).toEqual([false, false, false, false, false, true]);
  expect(shown.at(-1)!.data[plotly].layout.shapes.length).toBeGreaterThan(0);
});

test("of a run that is over all windows follow each other at once, partly covered where the trial ends within one", async () => {
  const run = openRun(join(runs, id));
  const windows = [];
  for await (const window of run.live({ every: 2, level: "instance" })) windows.push(window);
  expect(windows.map(({ trial, window, coverage }) => [trial, window, coverage])).toEqual([
    [0, 0, 1],
    [0, 1, 1],
    [0, 2, 0.5],
  ]);
  const edges = await run.edges({ every: 2, level: "instance" });
  expect(windows.map(({ edges }) => edges.totals())).toEqual(
    windows.map(({ window }) => edges.filter((row) => row.window === window).totals()),
  );
  // Whoever comes late sees what comes.
  for await (const window of run.live({ from: "now" })) throw new Error(`window ${window.window} had passed`);
});

test("the recorded run, whose captures are packed, is shown window by window, too", async () => {
  const run = openRun(join(root, "samples", "quickstart"));
  const edges = await run.edges({ every: 10 });
  const bytes = [];
  const shaded = [];
  for await (const { window, edges: own } of run.live({ every: 10 })) {
    bytes.push(own.totals().bytes);
    if (own.marks.length > 0) shaded.push(window);
  }
  expect(bytes).toEqual([...edges.windows()].map(({ out }) => out.bytes.reduce((sum, value) => sum + value, 0)));
  // Its theft: spans: [[25, 45]].
  expect(shaded).toEqual([2, 3, 4]);
});

test("bad options are told before anything is awaited, and an abort ends the watching with its reason", async () => {
  const run = openRun(join(runs, id));
  expect(() => run.live({ every: 0 })).toThrow(/every: a granularity must be a number of seconds/);
  expect(() => run.live({ level: "host" as never })).toThrow(/level: must be one of/);
  expect(() => run.live({ trial: -1 })).toThrow("trial: must be a number from 0, not -1");
  await expect(run.stop()).rejects.toThrow(`${id}: does not run any more`);
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(run.live({ signal }).next()).rejects.toThrow("enough");
});
