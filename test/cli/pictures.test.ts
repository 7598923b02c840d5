import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { picturesOf } from "../../kernel-helpers/src/cli/pictures";
import { openEdges } from "../../kernel-helpers/src/edges/files/open";
import { computeMetrics } from "../../kernel-helpers/src/metrics/compute";
import { newFolder } from "./program";

/** Figures of edges from each of some nodes to each of others, in the first and the last second of 120. */
async function drawn(from: number, to: number, granularities: readonly number[]) {
  const file = join(newFolder(), "edges.csv");
  const rows = granularities.flatMap((every) =>
    [0, 120 / every - 1].flatMap((window) => {
      const place = `${every},${window},${1700000000 + window * every}.000000000`;
      return Array.from({ length: from * to }, (_, i) => `${place},a${i % from},b${Math.floor(i / from)},1,${100 + i},${100 + i}\n`);
    }),
  );
  writeFileSync(file, `granularity,window,start,source,destination,frames,bytes,wire_bytes\n${rows.join("")}`);
  const edges = await openEdges(file);
  const warnings = new Set<string>();
  const figures = picturesOf({ tables: [computeMetrics(edges, ["nodes"])], edges }, "light", (warning) => warnings.add(warning));
  const { sliders = [] } = (figures.graph?.layout ?? {}) as { sliders?: { steps: object[] }[] };
  return { names: Object.keys(figures), warnings: [...warnings], steps: sliders.map(({ steps }) => steps.length) };
}

describe("where edges are many", () => {
  // 60 · 40 = 2400 edges in 120 windows would be 288,000 widths, more than a figure holds.
  test("the graph steps through the windows that it can hold, 12 of 10 s", async () => {
    expect(await drawn(60, 40, [1, 10])).toMatchObject({ steps: [13], warnings: [] });
  });

  test("it is one of all windows when there are no coarser ones, and says so", async () => {
    const { names, warnings, steps } = await drawn(60, 40, [1]);
    expect(names).toEqual(expect.arrayContaining(["metrics", "graph", "adjacency"]));
    expect(warnings).toEqual(["plotGraphs: 120 windows of 2400 edges are too many; choose a coarser granularity"]);
    expect(steps).toEqual([]);
  });

  test("what has too many nodes is left out, the other figures are there", async () => {
    const { names, warnings } = await drawn(1, 1000, [10]);
    expect(names).toContain("metrics");
    expect(names.filter((name) => ["graph", "adjacency"].includes(name))).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching("1001 nodes are too many to draw, at most 1000 fit; choose a coarser level")]);
  });
});
