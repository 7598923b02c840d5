import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Kernel, ofType, startKernel } from "./kernel";

// A folder that has nothing to do with the repository: no node_modules above it.
const elsewhere = mkdtempSync(join(tmpdir(), "munnin-test-elsewhere-"));
let kernel: Kernel;
beforeAll(async () => {
  kernel = await startKernel(elsewhere);
}, 90_000);
afterAll(() => kernel[Symbol.asyncDispose](), 30_000);

const value = async (code: string) => {
  const run = await kernel.execute(code);
  return ofType(run, "execute_result")[0]?.data["text/plain"] ?? run.reply.evalue;
};

test("munnin is imported from a notebook anywhere, with its types", async () => {
  expect(await value(`import { metricNames } from "munnin"; metricNames().includes("density")`)).toBe("true");
  expect(await value(`import { metricNames } from "munnin"; const n: number = metricNames();`)).toMatch(
    /^1:\d+ - Type 'readonly string\[\]' is not/,
  );
});

test("an argument of the wrong type is told before the cell runs", async () => {
  expect(await value(`import { parsePcap } from "munnin"; parsePcap(5)`)).toMatch(/Argument of type 'number' is not assignable/);
});

test("what a later cell makes keeps its type, also of packages that munnin brings", async () => {
  await kernel.execute(`import { openEdges } from "munnin";`);
  await kernel.execute(`declare const opened: Awaited<ReturnType<typeof openEdges>>;`);
  expect(await value(`const view = (() => opened?.every(1))(); const graph = () => view.at(0).toGraphology(); typeof graph`)).toBe(
    "'function'",
  );
  expect(await value(`const wrong: number = view;`)).toMatch(/Type 'EdgeTable' is not assignable to type 'number'/);
  expect(await value(`const order: string = graph().order;`)).toMatch(/Type 'number' is not assignable to type 'string'/);
});

test("inspection shows the signature and the documentation of a function", async () => {
  await kernel.execute(`import { openRun } from "munnin";`);
  const { content } = await kernel.request("shell", "inspect_request", { code: "openRun", cursor_pos: 3, detail_level: 0 });
  expect(content.data["text/plain"]).toMatch(/openRun\(which\?: string.*\): Run[^]*Opens a run/);
});

test("members of a run are completed", async () => {
  await kernel.execute(`import type { Run } from "munnin"; declare const run: Run;`);
  const { content } = await kernel.request("shell", "complete_request", { code: "run.", cursor_pos: 4 });
  expect(content.matches).toEqual(expect.arrayContaining(["edges", "events", "folder", "ledger", "summary"]));
});

test.each([
  ['import { computeM| } from "munnin";', ["computeMetrics"], 9, 17],
  ['import { openRun, plotG| } from "munnin"; openRun()', ["plotGraph", "plotGraphs"], 18, 23],
  ['import { openRun, | } from "munnin";', expect.arrayContaining(["parsePcap", "runExperiment"]), 18, 18],
  ['import { readFileS| } from "fs";', ["readFileSync"], 9, 18],
])("%s is completed", async (text, matches, cursor_start, cursor_end) => {
  const [cursor_pos, code] = [text.indexOf("|"), text.replace("|", "")];
  const { content } = await kernel.request("shell", "complete_request", { code, cursor_pos });
  expect(content).toMatchObject({ matches, cursor_start, cursor_end });
  expect(content.matches).not.toContain("openRun");
});

test("a file beside the notebook and a package of its own are imported", async () => {
  writeFileSync(join(elsewhere, "mine.ts"), "export const twice = (n: number): number => 2 * n;\n");
  expect(await value(`import { twice } from "./mine"; twice(21)`)).toBe("42");
  mkdirSync(join(elsewhere, "node_modules", "ownpackage"), { recursive: true });
  writeFileSync(join(elsewhere, "node_modules", "ownpackage", "index.js"), 'exports.name = "own";\n');
  expect(await value(`import { name } from "ownpackage"; name`)).toBe("'own'");
});

test("node's own modules have their types", async () => {
  expect(await value(`import { sep } from "path"; const length: string = sep.length;`)).toMatch(
    /Type 'number' is not assignable to type 'string'/,
  );
});

test("a package that is nowhere is a complaint about its name", async () => {
  expect(await value(`import { x } from "no-such-package"; x`)).toMatch(/Cannot find module 'no-such-package'/);
});
