import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { check, openExperiment, templates } from "../../kernel-helpers/src/panel/experiments";
import { draw, drawing } from "../../kernel-helpers/src/panel/figures";
import { listRuns, newEvents, remove } from "../../kernel-helpers/src/panel/runs";

const root = join(import.meta.dirname, "../..");
const smoke = JSON.parse(readFileSync(join(root, "experiments/smoke.json"), "utf8"));
let scratch = "";

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "munnin-panel-"));
  process.env.MUNNIN_RUNS = scratch;
  process.env.XDG_STATE_HOME = join(scratch, "state");
});

test("the panel finds wrong what munnin plan finds wrong, in the same words, all at once", () => {
  const bad = { ...smoke, seed: -1, load: { users: "many" }, trials: { seconds: 3 } };
  const file = join(scratch, "bad.json");
  writeFileSync(file, JSON.stringify(bad));
  const program = join(root, "kernel-helpers/bin/munnin.js");
  let said = "";
  try {
    execFileSync(process.execPath, [program, "plan", file, "--json"]);
  } catch (error) {
    said = (error as { stdout: Buffer }).stdout.toString();
  }
  const { errors } = JSON.parse(said) as { errors: { path: string; message: string }[] };
  expect(check(bad).errors.map(({ path, message }) => `bad.json: ${path} ${message}`)).toEqual(errors.map(({ message }) => message));
  expect(errors.length).toBeGreaterThan(1);
});

test("a good experiment has a plan; templates are good; a file opens as it is written", () => {
  expect(check(smoke)).toMatchObject({ errors: [], plan: expect.arrayContaining(["experiment smoke, seed 1, lab local"]) });
  expect(templates().map(({ name }) => name)).toEqual(expect.arrayContaining(["quickstart", "smoke"]));
  expect(templates()[0].name).toBe("quickstart");
  for (const { config } of templates()) expect(check(config).errors).toEqual([]);
  expect(openExperiment(join(root, "experiments/smoke.json")).config).toMatchObject(smoke);
  writeFileSync(join(scratch, "short.json"), JSON.stringify({ ...smoke, lab: "local" }));
  expect(openExperiment(join(scratch, "short.json")).config).toMatchObject({ lab: { kind: "local" } });
  writeFileSync(join(scratch, "x.json"), "{");
  expect(() => openExperiment(join(scratch, "x.json"))).toThrow("is not JSON");
});

test("runs are listed with what is wrong with them: a newer layout, half a file, a coordinator that is dead, a log with broken lines", () => {
  const run = (id: string, record: object | string, events = "") => {
    mkdirSync(join(scratch, id));
    const whole = { schema: 1, id, name: "x", status: "done", start: Number(id.slice(-1)), end: 9, trials: [] };
    writeFileSync(join(scratch, id, "run.json"), typeof record === "string" ? record : JSON.stringify({ ...whole, ...record }));
    writeFileSync(join(scratch, id, "events.jsonl"), events);
  };
  run("x-5", { schema: 2 });
  run("x-4", '{"schema":');
  run("x-3", { status: "running", end: null });
  run(
    "x-2",
    { status: "failed", error: "why" },
    'null\n{"level":"warning","message":"lost 3"}\n{"lev\n{"level":"error","message":"why"}\n{"level":"er',
  );
  run("x-1", {});
  const shown = listRuns().map(({ id, state, problem, warnings, reference }) => [id, state, problem, warnings, reference]);
  expect(shown).toEqual([
    ["x-3", "died", null, [], "x-3"],
    ["x-2", "failed", "why", ["lost 3", "why"], "x-2"],
    ["x-1", "done", null, [], "x-1"],
    ["x-5", "unreadable", "run.json: has layout 2; this version of munnin reads layout 1", [], "x-5"],
    ["x-4", "unreadable", "run.json: is not JSON", [], "x-4"],
  ]);
  remove("x-1");
  expect(listRuns()).toHaveLength(4);
  expect(() => remove("x-1")).toThrow("x-1: no such run");
});

test("a run of elsewhere stays in the list when it has ended; what JupyterLab does not serve has no path in its folder", () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "munnin-elsewhere-"));
  onTestFinished(() => rmSync(elsewhere, { recursive: true }));
  const id = "far-20261124-100000-0001";
  const folder = join(elsewhere, id);
  mkdirSync(folder);
  const record = { schema: 1, id, name: "far", status: "running", start: 1, end: null, trials: [] };
  writeFileSync(join(folder, "run.json"), JSON.stringify(record));
  const entry = join(scratch, "state", "munnin", `${id}.json`);
  mkdirSync(join(scratch, "state", "munnin"), { recursive: true });
  const pidStart = Number(readFileSync(`/proc/${process.pid}/stat`, "utf8").split(") ")[1].split(" ")[19]);
  writeFileSync(entry, JSON.stringify({ id, folder, pid: process.pid, pidStart }));
  expect(listRuns()).toMatchObject([{ id, state: "running", reference: folder, live: true, path: null }]);

  writeFileSync(join(folder, "events.jsonl"), '{"message":"done"}\n');
  writeFileSync(join(folder, "run.json"), JSON.stringify({ ...record, status: "done", end: 2 }));
  rmSync(entry);
  expect(listRuns()).toMatchObject([{ id, state: "done", live: false }]);
  expect(newEvents(folder, 0).text).toBe('{"message":"done"}\n');
  rmSync(folder, { recursive: true });
  expect(listRuns()).toEqual([]);

  // Below the working folder, but where a name begins with a dot.
  const cwd = vi.spyOn(process, "cwd").mockReturnValue(scratch);
  onTestFinished(() => cwd.mockRestore());
  for (const [home, path] of [
    [".hidden/runs", null],
    ["runs", `runs/${id}`],
  ]) {
    process.env.MUNNIN_RUNS = join(scratch, home!);
    mkdirSync(join(scratch, home!, id), { recursive: true });
    writeFileSync(join(scratch, home!, id, "run.json"), JSON.stringify({ ...record, status: "done", end: 2 }));
    expect(listRuns()).toMatchObject([{ id, reference: id, path }]);
  }
});

test("events are read from where the last look ended, whole lines only, and of runs only", () => {
  const folder = join(scratch, "sample");
  cpSync(join(root, "samples/quickstart"), folder, { recursive: true });
  const file = join(folder, "events.jsonl");
  const whole = readFileSync(file, "utf8");
  writeFileSync(file, `${whole}{"half":`);
  const first = newEvents(folder, 0);
  expect(first).toEqual({ text: whole, position: Buffer.byteLength(whole) });
  writeFileSync(file, `${whole}{"half":1}\n`);
  expect(newEvents(folder, first.position).text).toBe('{"half":1}\n');
  expect(() => newEvents("/etc", 0)).toThrow("etc: no such run");
});

test("the figures of a run are drawn into its folder beside other questions, and a run that has none to draw says why", async () => {
  const folder = join(scratch, "smoke-20261124-100000-0001");
  cpSync(join(root, "samples/quickstart"), folder, { recursive: true });
  rmSync(join(folder, "trial-0", "figures"), { recursive: true, force: true });
  const record = JSON.parse(readFileSync(join(folder, "run.json"), "utf8"));
  writeFileSync(join(folder, "run.json"), JSON.stringify({ ...record, recorded: undefined }));
  const empty = join(scratch, "empty-20261124-100000-0002");
  mkdirSync(empty);
  writeFileSync(join(empty, "run.json"), JSON.stringify({ ...record, recorded: undefined, status: "failed", trials: [] }));
  expect(drawing(folder)).toBeNull();
  for (const one of [folder, empty]) {
    draw(one);
    expect(drawing(one)).toBe("under way");
  }
  await vi.waitUntil(() => [folder, empty].every((one) => drawing(one) !== "under way"), { timeout: 80_000, interval: 200 });
  expect(drawing(folder)).toEqual({ problem: null });
  expect(readdirSync(join(folder, "trial-0", "figures"))).toEqual(expect.arrayContaining(["metrics.plotly.json", "graph.plotly.json"]));
  expect(drawing(empty)).toEqual({ problem: expect.stringContaining("has no finished trial to draw") });
  expect(() => draw("/etc")).toThrow("/etc: no such run");
}, 90_000);
