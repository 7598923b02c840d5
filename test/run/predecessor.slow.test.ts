import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout, desk, munnin, readJson } from "./munnin";

test("one of the predecessor's configurations runs: its services in their roles, its path, its chunks, and what it stole arrives", async () => {
  const where = desk();
  const sets = [
    // Its 35 instances, 600 users and 15 minutes would fill a small machine; all else is as it stands.
    'application.scale={"front-end":1,"user":2,"payment":1}',
    "load.users=10",
    "trials.count=1",
    "trials.seconds=12",
    "trials.warmup=3",
    "trials.stationary.atMost=0",
    "exfiltration[0].spans=[[4,8]]",
    "exfiltration[0].data.bytes=20480",
  ];
  const config = join(checkout, "test/config/predecessor/atsea_two.json");
  const { status, stdout, stderr } = await munnin(where, "run", config, "--json", ...sets.flatMap((set) => ["--set", set]));
  expect(status, stderr).toBe(0);
  expect(stderr).toMatch(/application_name +the built-in shop: reverse_proxy as front-end, appserver as user, database as user-db/);
  const { run, stolen } = JSON.parse(stdout);
  expect([stolen.received, stolen.captured]).toEqual([stolen.sent, stolen.sent]);
  // 5 KiB/s for four seconds.
  expect(stolen.sent).toBeGreaterThan(0.9 * 20_480);
  const { config: kept } = readJson(join(run, "run.json"));
  expect(kept).toMatchObject({
    name: "atsea_two",
    load: { behaviours: { predecessor: 1 } },
    exfiltration: [{ path: ["user-db", "user", "front-end"], transport: "tcp" }],
  });
  const lines = (file: string) =>
    readFileSync(join(run, file), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  expect(lines("trial-0/load/requests.jsonl").filter(({ failure }) => failure !== null)).toEqual([]);
}, 170_000);
