import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { computeMetrics } from "../../kernel-helpers/src/metrics/compute";
import { openRun } from "../../kernel-helpers/src/notebook/run";
import { findRuns } from "../../kernel-helpers/src/runfolder";
import { root, venv } from "./kernel";

/** Executes the quick start as npm start does; returns the folder that runs went to, and the executed notebook's text. */
function executeQuickStart(env: Record<string, string>): { runs: string; text: string } {
  const runs = mkdtempSync(join(tmpdir(), "munnin-test-runs-"));
  const args = [
    "nbconvert",
    "--to",
    "notebook",
    "--execute",
    join(root, "notebooks", "01-quick-start.ipynb"),
    "--output-dir",
    runs,
    "--output",
    "done",
  ];
  const { status, stderr, error } = spawnSync(join(venv, "bin", "jupyter"), args, {
    encoding: "utf8",
    env: { ...process.env, MUNNIN_RUNS: runs, ...env },
  });
  if (error) throw error;
  expect(status, stderr).toBe(0);
  return { runs, text: readFileSync(join(runs, "done.ipynb"), "utf8") };
}

test("the quick start runs in a lab, loses no byte of the theft, and its series rise while it lasts", async () => {
  const { runs } = executeQuickStart({});
  const [folder] = findRuns(runs);
  const run = openRun(folder);
  const { dropped, stolen, recovered, differences, figures } = await run.summary();
  expect({ dropped, recovered, differences }).toEqual({ dropped: 0, recovered: true, differences: [] });
  expect(stolen.captured).toBe(stolen.sent);
  expect(stolen.received).toBe(stolen.sent);
  expect(figures.filter((file) => file.endsWith(".png")).length).toBe(3);

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
  const { runs, text } = executeQuickStart({ MUNNIN_RECORDED: "1" });
  expect(findRuns(runs)).toEqual([]);
  expect(text).toContain("NOTHING IS RUN HERE");
  expect(text).toContain("RECORDED, not run on this machine");
  expect(readdirSync(join(root, "samples", "quickstart"), { recursive: true })).toEqual(before);
}, 120_000);
