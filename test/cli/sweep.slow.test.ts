import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout, desk, eventOf, munnin, readJson, startMunnin } from "../run/munnin";

const sweepFile = (runs: string, grid: object, name = "rates") => {
  const file = join(runs, `../${name}.json`);
  writeFileSync(file, JSON.stringify({ name, base: join(checkout, "experiments/smoke.json"), grid }));
  return file;
};

test("a sweep that was stopped goes on where it was, and its table has a row for each combination", async () => {
  const where = desk();
  const file = sweepFile(where.runs, { "exfiltration[0].bytesPerSecond": [10000, 12000], "load.users": [3] });
  const folder = join(where.runs, "rates-sweep");
  const runs = () => readdirSync(folder).filter((name) => existsSync(join(folder, name, "run.json")));
  const running = startMunnin(where, "sweep", file);
  while (!existsSync(folder) || runs().length === 0) await new Promise((done) => setTimeout(done, 50));
  await eventOf(join(folder, runs()[0]), ({ phase }) => phase === "trial");
  running.child.kill("SIGINT");
  const stopped = await running.ended;
  expect(stopped.status).toBe(1);
  expect(stopped.stderr).toContain("0 of 2 runs are done; the same command goes on with the others");

  const ended = await munnin(where, "sweep", file);
  expect([ended.status, ended.stdout.trim()], ended.stderr).toEqual([0, folder]);
  const [head, ...rows] = readFileSync(join(folder, "results.csv"), "utf8").trim().split("\n");
  expect(head).toBe("exfiltration[0].bytesPerSecond,load.users,run,status,error,trials,sent,received,spans,spans_held");
  // 20,000 bytes, sealed: 16 + 16 · (⌊20000 ÷ 16⌋ + 1).
  expect(
    rows.map((row) =>
      row
        .split(",")
        .filter((_, i) => i !== 2)
        .join(","),
    ),
  ).toEqual([expect.stringMatching(/^10000,3,done,,1,20032,20032,1,1$/), expect.stringMatching(/^12000,3,done,,1,20032,20032,1,1$/)]);
  const { cells } = readJson(join(folder, "sweep.json"));
  const users = (run: string) => readJson(join(folder, run, "run.json")).config.load.users;
  expect(cells.map(({ run }: { run: string }) => users(run))).toEqual([3, 3]);
  // A third time there is nothing to do.
  const before = runs();
  expect((await munnin(where, "sweep", file)).status).toBe(0);
  expect(runs()).toEqual(before);

  // Runs of two configurations in one table would be compared for what is not in it.
  const base = join(where.runs, "../other.json");
  const { grid, base: smoke } = readJson(file);
  writeFileSync(base, JSON.stringify({ extends: smoke, seed: 2 }));
  const sweep = { ...readJson(join(folder, "sweep.json")), base };
  writeFileSync(join(folder, "sweep.json"), JSON.stringify(sweep));
  writeFileSync(file, JSON.stringify({ name: "rates", base, grid }));
  const changed = await munnin(where, "sweep", file);
  expect([changed.status, changed.stderr]).toEqual([
    2,
    expect.stringMatching(/: smoke-\S+ was made of another configuration than the sweep has now/),
  ]);
}, 150_000);

test("a combination that is wrong and a grid without values are told before anything runs", async () => {
  const where = desk();
  const wrong = await munnin(where, "sweep", sweepFile(where.runs, { "load.users": [3, -3] }));
  expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringMatching(/^munnin: smoke\.json: load\.users must be .*-3\n$/)]);
  expect(readdirSync(where.runs)).toEqual([]);
  const empty = await munnin(where, "sweep", sweepFile(where.runs, { "load.users": [] }));
  expect([empty.status, empty.stderr]).toEqual([2, expect.stringMatching(/grid\.load\.users must be a list of values/)]);
});
