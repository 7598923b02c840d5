import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Kernel, ofType, root, startKernel } from "./kernel";

const folder = mkdtempSync(join(tmpdir(), "munnin-results-"));
let kernel: Kernel;

beforeAll(async () => {
  kernel = await startKernel(folder);
  const { reply } = await kernel.execute(`
    import { computeMetrics, openEdges, openMetrics, openRun, plotBoxes, plotExplorer, plotGraphs } from "munnin";
    import { saveEdges, saveMetrics, writeMetrics, type DataFrame } from "munnin";
    const run = openRun(${JSON.stringify(join(root, "samples/quickstart"))});
    const edges = await run.edges({ every: [1, 10] });
    const metrics = computeMetrics(edges, ["bytes.outside", "reciprocity.weighted", "strength.out"]);
  `);
  expect(reply).toMatchObject({ status: "ok" });
});
afterAll(async () => {
  await kernel[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const shown = async (code: string): Promise<Record<string, unknown>> => {
  const execution = await kernel.execute(code);
  expect(execution.reply).toMatchObject({ status: "ok" });
  return ofType(execution, "execute_result")[0].data as Record<string, unknown>;
};

describe("in a cell", () => {
  test("a metric table shows a row per metric, as text and as HTML, and is typed as one", async () => {
    const data = await shown("metrics.every(10)");
    const lines = (data["text/plain"] as string).split("\n");
    expect(lines[0]).toBe("Metrics at level service");
    expect(lines[1]).toMatch(/^metric +unit +every +values +nan +distinct +min +median +max/);
    expect(lines[2]).toMatch(/^bytes\.outside +B +10 +6 +0 +6 /);
    expect(data["text/html"]).toContain("<td>reciprocity.weighted</td>");
  });

  test("a data frame is danfo's, and shows itself as a table", async () => {
    const data = await shown(`
      const frame: DataFrame = metrics.every(10).toDataFrame();
      frame.query(frame["metric"].eq("bytes.outside")).head(2)`);
    const [size, ...lines] = (data["text/plain"] as string).split("\n");
    expect(size).toBe("2 × 7");
    expect(lines[1]).toMatch(/granularity +│ window/);
  });

  test("figures with menus and sliders are Plotly JSON with a picture, which a notebook keeps below 2 MB", async () => {
    for (const code of ["plotBoxes(metrics)", "plotExplorer(metrics)", "plotGraphs(edges, { path: run.paths() })"]) {
      const data = await shown(code);
      expect(Object.keys(data).sort()).toEqual(["application/vnd.plotly.v1+json", "image/png", "text/plain"]);
      expect(JSON.stringify(data).length).toBeLessThan(5e5);
    }
    expect((await shown("run.paths()"))["text/plain"]).toBe("[ [ 'user-db', 'user', 'front-end', 'outside' ] ]");
  });

  test("metrics are saved into folders that are made, and opened again, in every format", async () => {
    const summary = (await shown("metrics"))["text/plain"];
    for (const file of ["results/metrics.parquet", "tables/of/metrics.csv"]) {
      const name = `again${file.length}`;
      const folder = file.slice(0, file.lastIndexOf("/"));
      const code = `await saveMetrics(metrics, "${file}"); const ${name} = await openMetrics("${file.endsWith("csv") ? file : folder}"); ${name}`;
      expect((await shown(code))["text/plain"]).toBe(summary);
    }
    const saved = await shown(
      `const saved = await writeMetrics(metrics, "saved", "seed", "mine"); const old = await openMetrics("saved"); saved.leftOut`,
    );
    expect(saved["text/plain"]).toBe("[ 'strength.out' ]");
    expect((await shown("old.every(1).metrics"))["text/plain"]).toBe("[ 'bytes.outside', 'reciprocity.weighted' ]");
  });

  test("edges are saved and opened again", async () => {
    for (const format of ["parquet", "csv"]) {
      const code = `await saveEdges(edges, "${format}/edges.${format}"); const of_${format} = await openEdges("${format}/edges.${format}"); of_${format}.rowCount - edges.rowCount`;
      expect((await shown(code))["text/plain"]).toBe("0");
    }
  });

  test("load that was not recorded is told, not shown as nothing", async () => {
    const { reply } = await kernel.execute("run.load()");
    expect(reply).toMatchObject({ status: "error", ename: "InputError", evalue: "load: no requests were recorded in trial 0 of this run" });
  });
});
