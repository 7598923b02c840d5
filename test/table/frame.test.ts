import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { dataFrameOf } from "../../kernel-helpers/src/table/frame";
import { numbers, words } from "../../kernel-helpers/src/table/column";
import { table } from "../../kernel-helpers/src/table/table";
import { computeMetrics } from "../../kernel-helpers/src/metrics/compute";
import { root } from "../house/scripts";
import { tableOfVectors } from "../metrics/graphs";

describe("toDataFrame", () => {
  test("gives a DataFrame of danfojs-node, with all that it can", async () => {
    const { DataFrame } = (await import("danfojs-node")) as { DataFrame: new () => object };
    const frame = table({ node: words([0, 1, 0], ["a", "b"]), bytes: numbers([NaN, 2, 3]) }).toDataFrame();
    expect(frame).toBeInstanceOf(DataFrame);
    expect([frame.shape, frame.columns, frame.dtypes]).toEqual([
      [3, 2],
      ["node", "bytes"],
      ["string", "float32"],
    ]);
    expect(frame.values).toEqual([
      ["a", NaN],
      ["b", 2],
      ["a", 3],
    ]);
    expect(frame.groupby(["node"]).col(["bytes"]).count().values).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
  });

  test("of edges and metrics has their rows, and starts as seconds", async () => {
    const edges = await tableOfVectors([[100, 50], [], [200]]);
    const frame = edges.toDataFrame();
    expect(frame.columns).toEqual(["granularity", "window", "start", "source", "destination", "frames", "bytes", "wire_bytes"]);
    expect(frame.values[2]).toEqual([1, 2, 1700000002, "10.0.0.1", "10.0.0.100", 1, 200, 200]);
    const metrics = computeMetrics(edges, ["reciprocity.weighted"]).toDataFrame();
    expect(metrics["value"].values).toEqual([0, NaN, 0]);
  });

  test("of no rows has its columns", () => {
    const { shape, columns } = dataFrameOf(table({ a: numbers([]), b: words([], []) }));
    expect([shape, columns]).toEqual([
      [0, 2],
      ["a", "b"],
    ]);
  });

  test("loads danfo only then, and says what to install where it is missing", () => {
    const script = `
      const Module = require("node:module");
      const { table, numbers } = { ...require("./kernel-helpers/dist/table/table.js"), ...require("./kernel-helpers/dist/table/column.js") };
      require("./kernel-helpers/dist/index.js");
      const loaded = Object.keys(require.cache).filter((file) => file.includes("danfo")).length;
      const resolve = Module._resolveFilename;
      Module._resolveFilename = (name, ...rest) => { if (name === "danfojs-node") throw new Error("not there"); return resolve(name, ...rest); };
      try { table({ a: numbers([1]) }).toDataFrame(); } catch (error) { console.log(JSON.stringify([loaded, error.name, error.message])); }`;
    const said = JSON.parse(execFileSync(process.execPath, ["-e", script], { cwd: root }).toString()) as unknown[];
    expect(said).toEqual([0, "InputError", expect.stringMatching(/not installed: npm install danfojs-node@1\.2\.0.*overrides/)]);
    const { devDependencies } = JSON.parse(execFileSync("cat", [join(root, "package.json")]).toString()) as {
      devDependencies: Record<string, string>;
    };
    expect(said[2]).toContain(`danfojs-node@${devDependencies["danfojs-node"]} @tensorflow/tfjs@${devDependencies["@tensorflow/tfjs"]}`);
  });
});
