import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { readEvents, readRequests, readRun, trialFolder } from "../../kernel-helpers/src/runfolder";
import { desk, munnin } from "./munnin";

// Two baselines of one block: the same users register under the same names in both.
const where = desk();
const config = join(where.runs, "../register.json");
let run: string;

beforeAll(async () => {
  writeFileSync(
    config,
    JSON.stringify({
      name: "register",
      application: { name: "shop" },
      load: { users: 6, spawnRate: 20, behaviours: { register: 1 } },
      trials: { blocks: 1, design: ["baseline", "baseline"], seconds: 12, warmup: 2, stationary: { atMost: 0 }, cooldown: 0 },
    }),
  );
  const ended = await munnin(where, "run", config);
  if (ended.status !== 0) throw new Error(ended.stderr);
  run = ended.stdout.trim();
}, 150_000);

test("those who registered in the first trial are unknown in the second, get the same numbers, and are registered again", () => {
  expect(readRun(run).trials.map(({ status }) => status)).toEqual(["done", "done"]);
  const registrations = [0, 1].map((trial) => readRequests(trialFolder(run, trial))!.filter(({ path }) => path === "/register"));
  for (const each of registrations) {
    expect(each.length).toBeGreaterThan(5);
    // A name that is taken is answered with 409.
    expect(new Set(each.map(({ status }) => status))).toEqual(new Set([200]));
  }
  // The first registrations of a user are the same in both.
  const users = registrations.map((each) => new Set(each.map(({ user }) => user)));
  expect([...users[0]].filter((user) => users[1].has(user)).length).toBeGreaterThan(3);
});

test("the run tells that six databases were kept and restored, and how long it took", () => {
  const told = readEvents(run).flatMap(({ message }) => /^(kept|restored) .*\((.*)\): (\d+\.\d) s$/.exec(message)?.slice(1) ?? []);
  const names = "catalogue-db.1, carts-db.1, orders-db.1, user-db.1, session-db.1, queue.1";
  expect(told.length).toBe(6);
  expect([told[0], told[3]]).toEqual(["kept", "restored"]);
  expect(told[1].split(", ").sort()).toEqual(names.split(", ").sort());
  expect(Number(told[5])).toBeLessThan(15);
});
