import { describe, expect, test } from "vitest";
import { plotAdjacency } from "../../kernel-helpers/src/plot/adjacency";
import { plotExplorer } from "../../kernel-helpers/src/plot/explore";
import { plotGraphs } from "../../kernel-helpers/src/plot/graphs";
import { tableOfVectors } from "../metrics/graphs";
import { openRun } from "../../kernel-helpers/src/notebook/run";
import { sample } from "../cli/program";
import { labelled, tableOf, together } from "./tables";

interface Step {
  label: string;
  args: [Record<string, unknown[]>, Record<string, string>];
}
interface Layout {
  sliders: { steps: Step[] }[];
  updatemenus: { buttons: Step[] }[];
  shapes: { x0: number; y0: number; type: string }[];
  title: { text: string };
}
const layoutOf = (figure: { layout: object }) => figure.layout as Layout;

describe("graphs with a slider", () => {
  const marks = [{ start: 1, end: 2, kind: "exfiltration" }];
  const edges = () => tableOfVectors([[100, 50], [2000], []], { marks });

  test("have a step for all windows and one for each, which give every edge its width in that window", async () => {
    const figure = plotGraphs(await edges());
    const [{ steps }] = layoutOf(figure).sliders;
    expect(steps.map(({ label }) => label)).toEqual(["all", "0 s", "1 s", "2 s"]);
    // Two edges, 10.0.0.1 and 10.0.0.2 to 10.0.0.100: 50 B are the least of all windows and 2000 B the most.
    const widths = steps.map(({ args: [restyle] }) => restyle["line.width"].slice(0, 2));
    expect(widths[1][1]).toBe(0.7);
    expect(widths[1][0]).toBeCloseTo(0.7 + (4.3 * Math.log(100 / 50)) / Math.log(2000 / 50), 2);
    expect(widths[2]).toEqual([5, 0]);
    expect(widths[3]).toEqual([0, 0]);
    // Whatever a step changes, it changes in each trace, or says nothing of it.
    for (const { args } of steps) for (const values of Object.values(args[0])) expect(values).toHaveLength(figure.data.length);
  });

  test("colour the way of the stolen data in the windows under exfiltration only", async () => {
    const [{ steps }] = layoutOf(plotGraphs(await edges(), { path: ["10.0.0.1", "10.0.0.100"] })).sliders;
    const colours = steps.map(({ args: [restyle] }) => restyle["line.color"].slice(0, 2));
    // Edges of the way are drawn last, on top.
    expect(colours.map((two) => two.includes("#D55E00"))).toEqual([true, false, true, false]);
    expect(steps[2].args[1]["title.text"]).toContain("UNDER EXFILTRATION");
    expect(steps[1].args[1]["title.text"]).not.toContain("EXFILTRATION");
  });

  test("take what a window is from the ledger, where there is one", async () => {
    const run = await openRun(sample).edges({ every: [10] });
    for (const figure of [plotGraphs(run), plotAdjacency(run)]) {
      const [{ steps }] = layoutOf(figure).sliders;
      expect(steps.slice(1).map(({ args }) => args[1]["title.text"].includes("UNDER EXFILTRATION"))).toEqual(
        run.labels().map((label) => label === "positive"),
      );
    }
  });

  test("show names as text, also those that look like markup", async () => {
    const odd = { network: "", address: "10.0.0.1", entity: "<b>x</b>", service: null, kind: "instance", from: 0, to: null } as const;
    const figure = plotGraphs(await tableOfVectors([[100]], { entities: [odd], level: "instance" }));
    expect(JSON.stringify(figure.data)).toContain("&#60;b&#62;x&#60;/b&#62; → ");
    expect(JSON.stringify(figure)).not.toContain("<b>x");
  });

  test("have a legend that stays when the nodes of a window are faint", async () => {
    const figure = plotGraphs(await openRun(sample).edges({ every: [10] }));
    const explained = (figure.data as { showlegend?: boolean; mode: string }[]).flatMap(({ showlegend, mode }, i) =>
      showlegend !== false && mode === "markers" ? [i] : [],
    );
    expect(explained).toHaveLength(3);
    for (const { args } of layoutOf(figure).sliders[0].steps)
      expect(explained.map((trace) => args[0]["marker.opacity"][trace])).toEqual([null, null, null]);
  });

  test("take several ways, and refuse more windows than a figure should hold", async () => {
    const figure = plotGraphs(await edges(), {
      path: [
        ["10.0.0.1", "10.0.0.100"],
        ["10.0.0.2", "10.0.0.100"],
      ],
    });
    expect((figure.data as { line?: { color: string } }[]).filter(({ line }) => line?.color === "#D55E00")).toHaveLength(3);
    const long = await tableOfVectors([[100], ...Array.from({ length: 200_001 }, () => [])]);
    expect(() => plotGraphs(long)).toThrow("choose a coarser granularity");
  });

  test("choose the finest granularity that a slider can hold", async () => {
    const long = await tableOfVectors([[100], ...Array.from({ length: 130 }, () => [])], { every: [1, 10] });
    expect(layoutOf(plotGraphs(long)).sliders[0].steps).toHaveLength(1 + 14);
    expect(layoutOf(plotAdjacency(long, { every: 1 })).sliders[0].steps).toHaveLength(1 + 131);
  });
});

test("an adjacency map has the logarithm of bytes from rows to columns, and a rim around the way of stolen data", async () => {
  const figure = plotAdjacency(await tableOfVectors([[100, 1000], [900]]), { path: ["10.0.0.2", "10.0.0.100"] });
  const [map] = figure.data as { x: string[]; y: string[]; z: (number | null)[][] }[];
  expect(map.x).toEqual(["10.0.0.1", "10.0.0.100", "10.0.0.2"]);
  expect(map.z).toEqual([
    [null, 3, null],
    [null, null, null],
    [null, 3, null],
  ]);
  const [{ steps }] = layoutOf(figure).sliders;
  expect(steps[1].args[0].z).toEqual([
    [
      [null, 2, null],
      [null, null, null],
      [null, 3, null],
    ],
  ]);
  expect(layoutOf(figure).shapes).toMatchObject([{ type: "rect", x0: 0.5, y0: 1.5 }]);
});

describe("the explorer", () => {
  const service = together(tableOf({ a: [1, 2, NaN, 4], b: [5, 6, 7, 8] }), tableOf({ a: [3, 4], b: [11, 15] }, { every: 2 }));
  const instance = tableOf({ a: [1.23456789, 2, 3, 4], b: [5, 6, 7, 8] }, { level: "instance" });

  test("has a menu of metrics, a menu of levels and a slider of granularities that do not undo each other", () => {
    const { updatemenus, sliders } = layoutOf(plotExplorer([service, instance]));
    const [metrics, levels] = updatemenus;
    // Lines: service 1 s, service 2 s, instance 1 s.
    expect(metrics.buttons.map(({ label, args }) => [label, args[0].y])).toEqual([
      [
        "A",
        [
          [1, 2, null, 4],
          [3, 4],
          [1.23457, 2, 3, 4],
        ],
      ],
      [
        "B",
        [
          [5, 6, 7, 8],
          [11, 15],
          [5, 6, 7, 8],
        ],
      ],
    ]);
    expect(levels.buttons.map(({ label, args }) => [label, args[0].opacity])).toEqual([
      ["all levels", [1, 1, 1]],
      ["level service", [1, 1, 0]],
      ["level instance", [0, 0, 1]],
    ]);
    expect(sliders[0].steps.map(({ label, args }) => [label, args[0].visible])).toEqual([
      ["1 s", [true, false, true]],
      ["2 s", [false, true, false]],
    ]);
    const touched = [metrics, levels]
      .map(({ buttons }) => Object.keys(buttons[0].args[0]))
      .concat([Object.keys(sliders[0].steps[0].args[0])]);
    expect(new Set(touched.flat()).size).toBe(touched.flat().length);
  });

  test("shades the windows under exfiltration of the granularity that it shows", () => {
    const [fine, coarse] = [labelled(tableOf({ a: [1, 2, 3, 4] }), "nnpn"), labelled(tableOf({ a: [1, 2] }, { every: 2 }), "gp")];
    const [{ steps }] = layoutOf(plotExplorer(together(fine, coarse))).sliders;
    expect(steps.map(({ args }) => (args[1].shapes as unknown as { x0: number; x1: number }[]).map(({ x0, x1 }) => [x0, x1]))).toEqual([
      [[2, 3]],
      [
        [0, 2],
        [2, 4],
      ],
    ]);
  });

  test("of long runs leaves out what is too fine for a notebook of 2 MB, and says so", () => {
    const many = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`m${i}`, Array.from({ length: 36_000 }, (__, j) => Math.sin(i + j))]),
    );
    const coarse = Object.fromEntries(Object.entries(many).map(([name, values]) => [name, values.slice(0, 3600)]));
    const figure = plotExplorer(together(tableOf(many, { every: 0.1 }), tableOf(coarse)));
    expect(JSON.stringify({ data: figure.data, layout: figure.layout }).length).toBeLessThan(2e6);
    expect(layoutOf(figure).title.text).toContain("windows of 0.1 s are too many for this figure");
  });
});
