import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { computeMetrics } from "../../kernel-helpers/src/metrics/compute";
import { openRun } from "../../kernel-helpers/src/notebook/run";
import { findRuns } from "../../kernel-helpers/src/runfolder";
import { executeNotebook } from "./executed";
import { root } from "./kernel";

test("the quick start runs in a lab, loses no byte of the theft, and its series rise while it lasts", async () => {
  const { runs } = executeNotebook("01-quick-start.ipynb");
  const [folder] = findRuns(runs);
  const run = openRun(folder);
  const { dropped, stolen, recovered, differences, figures } = await run.summary();
  expect({ dropped, recovered, differences }).toEqual({ dropped: 0, recovered: true, differences: [] });
  expect(stolen.captured).toBe(stolen.sent);
  expect(stolen.received).toBe(stolen.sent);
  expect(figures.filter((file) => file.endsWith(".png")).length).toBe(4);

  const edges = await run.edges({ every: 1 });
  const metrics = computeMetrics(edges, ["bytes.outside", "reciprocity.weighted"]);
  const [{ start, end }] = edges.marks;
  const inside = (window: number) => window >= start && window + 1 <= end;
  const outside = (window: number) => window + 1 <= start || window >= end + 1;
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1];
  for (const name of metrics.metrics) {
    const series = Array.from(metrics.series(name));
    const during = median(series.filter((value, window) => inside(window) && Number.isFinite(value)));
    const usual = median(series.filter((value, window) => outside(window) && Number.isFinite(value)));
    expect(during, name).toBeGreaterThan(2 * usual);
  }
}, 300_000);

test("where no lab can run, the quick start opens the recorded run, says so, and leaves it as it is", () => {
  const before = readdirSync(join(root, "samples", "quickstart"), { recursive: true });
  const { runs, json } = executeNotebook("01-quick-start.ipynb", { MUNNIN_RECORDED: "1" });
  expect(findRuns(runs)).toEqual([]);
  expect(json).toContain("NOTHING IS RUN HERE");
  expect(json).toContain("RECORDED, not run on this machine");
  expect(readdirSync(join(root, "samples", "quickstart"), { recursive: true })).toEqual(before);
}, 120_000);
