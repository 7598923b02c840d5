import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { describeMetric, listMetrics } from "../../kernel-helpers/src/metrics/describe";
import { keysOf } from "../../kernel-helpers/src/metrics/keys";
import { isSeries } from "../../kernel-helpers/src/metrics/graph";
import { metrics } from "../../kernel-helpers/src/metrics/metrics";
import { findMetric, metricNames } from "../../kernel-helpers/src/metrics/registry";
import { alone } from "./context";
import { graphOf } from "./graphs";

describe("the catalogue", () => {
  test("has title, formula and range of every metric", () => {
    for (const row of listMetrics().rows())
      for (const column of ["title", "formula", "range"]) expect(row[column], `${column} of ${row.metric}`).not.toBe("");
  });

  test("says what a metric is", () => {
    const text = describeMetric("reciprocity.weighted").toCsv();
    expect(text).toContain("Σ_{i≠j} min(w_ij, w_ji) ÷ Σ_{i≠j} w_ij");
    expect(text).toContain("Squartini");
    expect(describeMetric("nodes").toString().split("\n")).toEqual([
      "Nodes",
      "what        is",
      "metric      nodes",
      "title       Nodes",
      "per         graph",
      "formula     n",
      expect.stringMatching(/^range {7}\[/),
      expect.stringMatching(/^degenerate {2}\w/),
    ]);
  });

  test("is seen whole: a line for each metric that fits a wide screen", () => {
    const lines = listMetrics().toString().split("\n");
    expect(lines).toHaveLength(2 + metricNames().length);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(300);
    expect(listMetrics().toHtml().match(/<tr>/g)).toHaveLength(1 + metricNames().length);
  });

  test("suggests the nearest name", () => {
    expect(() => describeMetric("betweeness")).toThrow('did you mean "betweenness"?');
  });

  test("gives values to a silent window, a single node and an isolated pair of nodes without throwing", () => {
    for (const graph of [
      graphOf([]),
      graphOf([["a", "a", 1]]),
      graphOf([
        ["a", "b", 1],
        ["c", "c", 1],
      ]),
    ])
      // prettier-ignore
      for (const name of metricNames()) {
        const metric = findMetric(name);
        if (isSeries(metric)) continue;
        const beside = alone(graph, { alive: graph.names });
        const value = metric.of(graph, beside);
        if (typeof value !== "number") expect(value.length, name).toBe(keysOf(metric.per as "node", graph, beside).length);
        else expect(Math.abs(value), name).not.toBe(Infinity);
      }
  });

  test("stands in docs/metrics.md as it is defined (UPDATE_DOCS=1 npx vitest run test/metrics/describe.test.ts writes it)", () => {
    const file = join(__dirname, "../../docs/metrics.md");
    const [before, after] = [/^[^]*<!-- catalogue -->\n/, /<!-- end of catalogue -->[^]*$/].map(
      (part) => readFileSync(file, "utf8").match(part)![0],
    );
    const whole = `${before}\n${catalogue()}\n${after}`;
    if (process.env.UPDATE_DOCS) writeFileSync(file, whole);
    expect(readFileSync(file, "utf8")).toBe(whole);
  });

  // Last, for the page has no such metric.
  test("has what a cell has defined, by either name", () => {
    metrics.define({ name: "told", title: "Told", formula: "1", range: "1", of: () => 1 });
    expect([...metrics.list().rows()]).toEqual([...listMetrics().rows()]);
    expect([...metrics.list().rows()].map(({ metric }) => metric)).toContain("told");
    expect(metrics.describe("told").toCsv()).toBe(describeMetric("told").toCsv());
  });
});

/** The catalogue as people read it on a page: a section for each metric. */
function catalogue(): string {
  return [...listMetrics().rows()]
    .map(({ metric, title, per, unit, formula, range, degenerate, source }) =>
      [
        `### ${metric}`,
        "",
        `${title}; per ${per}${unit ? `, in ${unit}` : ""}; ${range}.`,
        "",
        `    ${formula}`,
        ...(degenerate ? ["", degenerate] : []),
        ...(source ? ["", `Source: ${source}.`] : []),
        "",
      ].join("\n"),
    )
    .join("\n");
}
