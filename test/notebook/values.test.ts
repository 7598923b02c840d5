import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Kernel, ofType, root, startKernel, stream } from "./kernel";

// How values look that a cell ends with.
let kernel: Kernel;
beforeAll(async () => {
  kernel = await startKernel(mkdtempSync(join(tmpdir(), "munnin-test-values-")));
}, 90_000);
afterAll(() => kernel[Symbol.asyncDispose](), 30_000);

const shown = async (code: string): Promise<Record<string, string>> => {
  const run = await kernel.execute(code);
  expect(run.reply, code).toMatchObject({ status: "ok" });
  return ofType(run, "execute_result")[0]?.data;
};
const cells = (html: string): string[] => [...html.matchAll(/<t[hd](?: [^>]*)?>(.*?)<\/t[hd]>/g)].map(([, text]) => text);

test("an array of records is a table, with a text beside it", async () => {
  const { "text/html": html, "text/plain": text } = await shown(`[{ service: "web", bytes: 12 }, { service: "api", note: "late" }]`);
  expect(cells(html)).toEqual(["service", "bytes", "note", "web", "12", "", "api", "", "late"]);
  expect(text).toBe("[ { service: 'web', bytes: 12 }, { service: 'api', note: 'late' } ]");
});

test("of many records the first and the last are shown, and how many there are", async () => {
  const { "text/html": html } = await shown(`Array.from({ length: 1000 }, (_, row) => ({ row }))`);
  expect(html).toContain(">1000 rows<");
  const first = Array.from({ length: 10 }, (_, i) => `${i}`);
  const last = Array.from({ length: 10 }, (_, i) => `${990 + i}`);
  expect(cells(html)).toEqual(["row", ...first, "…", ...last]);
});

test("a Map is a table of its entries", async () => {
  const plain = await shown(`new Map([["web", 12], ["api", 30]])`);
  expect(cells(plain["text/html"])).toEqual(["key", "value", "web", "12", "api", "30"]);
  expect(plain["text/plain"]).toBe("Map(2) { 'web' => 12, 'api' => 30 }");
  const records = await shown(`new Map([["web", { frames: 1 }]])`);
  expect(cells(records["text/html"])).toEqual(["key", "frames", "web", "1"]);
});

test("nothing that a record holds is markup", async () => {
  const { "text/html": html } = await shown(`[{ "<b>name</b>": "<script>alert(1)</script>", other: ["<img src=x>"] }]`);
  expect(html).not.toMatch(/<(b|script|img)\b/);
  expect(html).toContain("&#60;script&#62;");
});

test.each([
  ["[1, 2, 3]", "[ 1, 2, 3 ]"],
  ["new Float64Array([0.5, NaN])", "Float64Array(2) [ 0.5, NaN ]"],
  ["new Float64Array(1000)", expect.stringMatching(/^Float64Array\(1000\) \[\s+0, 0,[^]*\.\.\. 900 more items\s+\]$/)],
  ['({ a: { b: new Set(["c"]) } })', "{ a: { b: Set(1) { 'c' } } }"],
  ["new Map()", "Map(0) {}"],
  ["[new Date(0)]", "[ 1970-01-01T00:00:00.000Z ]"],
  ["10n ** 20n", "100000000000000000000n"],
])("%s is its text alone", async (code, text) => {
  expect(await shown(code)).toEqual({ "text/plain": text });
});

test.each(["undefined", "null", "void 0", "let later: number | undefined; later", "(() => {})()"])("%s is not shown", async (code) => {
  expect(await shown(code)).toBeUndefined();
});

test("a table of ours is HTML and text, a figure is Plotly, a picture and a text", async () => {
  const table = await shown(`import { openRun, plotMetrics, computeMetrics } from "munnin";
    const edges = await openRun(${JSON.stringify(join(root, "samples/quickstart"))}).edges({ every: 10 }); edges`);
  expect(table["text/html"]).toMatch(/^<table>/);
  expect(table["text/plain"]).toMatch(/^\d+ edges at level service, windows: 6 × 10 s\n/);
  const figure = await shown(`plotMetrics(computeMetrics(edges, ["bytes.total"]))`);
  expect(Object.keys(figure).sort()).toEqual(["application/vnd.plotly.v1+json", "image/png", "text/plain"]);
  expect(Buffer.from(figure["image/png"], "base64").subarray(1, 4).toString()).toBe("PNG");
}, 60_000);

test("what is displayed in the middle comes before what is printed after it, and before the value", async () => {
  const run = await kernel.execute(`import { display } from "munnin"; display([{ a: 1 }]); console.log("then"); [{ b: 2 }]`);
  expect(run.messages.map(({ type }) => type).filter((type) => /display|stream|result/.test(type))).toEqual([
    "display_data",
    "stream",
    "execute_result",
  ]);
  expect(cells(ofType(run, "display_data")[0].data["text/html"])).toEqual(["a", "1"]);
  expect(stream(run)).toBe("then\n");
});
