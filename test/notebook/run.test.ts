import { mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isAlive, liveRuns, readEvents, readRun } from "../../kernel-helpers/src/runfolder";
import { type Kernel, ofType, root, startKernel, stream } from "./kernel";

// The smoke experiment, in the lab of this machine, from the cells of a real kernel.
const smoke = join(root, "experiments", "smoke.json");
const runs = mkdtempSync(join(tmpdir(), "munnin-test-runs-"));
let kernel: Kernel;
beforeAll(async () => {
  kernel = await startKernel(mkdtempSync(join(tmpdir(), "munnin-test-cells-")), { MUNNIN_RUNS: runs });
}, 90_000);
afterAll(() => kernel[Symbol.asyncDispose](), 30_000);

const until = async <T>(what: string, look: () => T | undefined | false): Promise<T> => {
  for (let waited = 0; waited < 60_000; waited += 100) {
    const found = look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`a minute passed without ${what}`);
};

/** Starts the smoke experiment in a cell, and waits until its trial has begun. */
async function startRun(set: object = {}): Promise<{ cell: string; folder: string }> {
  const before = readdirSync(runs);
  const cell = await kernel.send(
    `import { runExperiment } from "munnin"; await runExperiment(${JSON.stringify(smoke)}, { set: ${JSON.stringify(set)} })`,
  );
  const name = await until("a run folder", () => readdirSync(runs).find((name) => !before.includes(name)));
  const folder = join(runs, name);
  await until("a trial", () => readEvents(folder).some(({ phase }) => phase === "trial"));
  return { cell, folder };
}

test("an experiment in a cell is one line that moves, and then a run with a card", async () => {
  const { cell } = await startRun();
  const run = await kernel.collect(cell);
  expect(stream(run, "stderr")).toBe("");
  const [line, ...others] = ofType(run, "display_data");
  expect(others).toEqual([]);
  const updates = ofType(run, "update_display_data");
  expect(updates.length).toBeGreaterThan(4);
  expect(new Set([line, ...updates].map(({ transient }) => transient.display_id)).size).toBe(1);
  const shares = updates.map(({ data }) => Number(/(\d+) %/.exec(data["text/plain"])![1]));
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(updates.at(-1)!.data["text/plain"]).toMatch(/^smoke █+ 100 % ✓ done$/);
  const [card] = ofType(run, "execute_result");
  expect(card.data["text/plain"]).toMatch(/packets .*captured, 0 dropped/);
  expect(card.data["text/html"]).not.toContain(tmpdir() + "/");
});

test("an interrupt of the cell stops the run, and the cell ends when all is removed", async () => {
  const { cell, folder } = await startRun({ name: "stopped" });
  await kernel.interrupt();
  const run = await kernel.collect(cell, 30);
  expect(run.reply).toMatchObject({ status: "error", ename: "RunStopped" });
  // Runs of one file are told apart by the names that they were given.
  expect(ofType(run, "update_display_data").at(-1)!.data["text/plain"]).toMatch(/^stopped .* ✗ stopped$/);
  expect(readRun(folder)).toMatchObject({ status: "stopped" });
  expect(liveRuns().filter((run) => run.folder === folder)).toEqual([]);
});

test("a restart of the kernel, which interrupts it first, does not stop the run", async () => {
  const { folder } = await startRun({ "trials.seconds": 12 }); // A kernel takes a while to start on a busy machine.
  await kernel.restart();
  const coordinator = liveRuns().find((run) => run.folder === folder)!;
  expect(isAlive(coordinator)).toBe(true);
  await until("the end of the run", () => readRun(folder).status !== "running");
  expect(readRun(folder).status).toBe("done");
  const again = await kernel.execute(`import { openRun } from "munnin"; openRun().id`);
  expect(ofType(again, "execute_result")[0].data["text/plain"]).toBe(`'${readRun(folder).id}'`);
});

test("a wrong configuration is one line that names the key, and starts nothing", async () => {
  const before = readdirSync(runs);
  const wrong = { ...JSON.parse(readFileSync(smoke, "utf8")), load: { users: -3 } };
  const { reply } = await kernel.execute(`import { runExperiment } from "munnin"; await runExperiment(${JSON.stringify(wrong)} as any)`);
  expect(reply).toMatchObject({ status: "error", ename: "InputError" });
  expect(reply.evalue).toMatch(/^[^\n]*load\.users[^\n]*-3$/);
  expect(readdirSync(runs)).toEqual(before);
});

test("a value of the configuration is replaced by set, and a missing file is told", async () => {
  const set = await kernel.execute(
    `import { runExperiment } from "munnin"; await runExperiment(${JSON.stringify(smoke)}, { set: { "load.users": 0 } })`,
  );
  expect(set.reply.evalue).toContain("load.users");
  const missing = await kernel.execute(`import { runExperiment } from "munnin"; await runExperiment("no-such.json")`);
  expect(missing.reply).toMatchObject({ ename: "InputError", evalue: expect.stringContaining("no-such.json") });
});
