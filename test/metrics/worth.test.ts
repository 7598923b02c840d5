import { expect, test } from "vitest";
import { computeMetrics } from "../../kernel-helpers/src/metrics/compute";
import { metricWorth } from "../../kernel-helpers/src/metrics/worth";
import { tableOfVectors } from "./graphs";

const row = (table: ReturnType<typeof metricWorth>, metric: string) => [...table.rows()].find((one) => one.metric === metric)!;

test("a metric's worth is what it does on the baseline: windows that a mark touches do not count", async () => {
  const edges = await tableOfVectors([[100], [200], [300], [400], [900], [900]], { marks: [{ start: 4.5, end: 5, kind: "exfiltration" }] });
  const worth = metricWorth(computeMetrics(edges, ["bytes.total", "nodes"]), { baseline: { from: 0, to: 4 } });
  // Of 100, 200, 300, 400 (mean 250): (−150 · −50 − 50 · 50 + 50 · 150) ÷ 50000 = 0.25, and 4 · 0.75 ÷ 1.25 independent windows.
  expect(row(worth, "bytes.total")).toMatchObject({ windows: 4, series: 1, distinct: 4, nan: 0, autocorrelation: 0.25, independent: 2.4 });
  expect(row(worth, "nodes")).toMatchObject({ distinct: 1, nan: 0, autocorrelation: NaN });
  expect(row(metricWorth(computeMetrics(edges, ["bytes.total"])), "bytes.total")).toMatchObject({ windows: 5, distinct: 5 });
});

test("values that are not there are counted, and of a metric per node the median over nodes is told", async () => {
  const edges = await tableOfVectors([[100, 50], [], [100], [100, 60]]);
  const worth = metricWorth(computeMetrics(edges, ["reciprocity.weighted", "strength.out"]));
  expect(row(worth, "reciprocity.weighted")).toMatchObject({ windows: 4, distinct: 1, nan: 0.25 });
  // 10.0.0.1: one value, absent once; 10.0.0.2: two values, absent twice; 10.0.0.100 sends nothing, absent once.
  expect(row(worth, "strength.out")).toMatchObject({ series: 3, distinct: 1, nan: 0.25 });
});

test("it shows itself as a table", async () => {
  expect(metricWorth(computeMetrics(await tableOfVectors([[100], [200]]), ["nodes"])).toString()).toContain("autocorrelation");
});
