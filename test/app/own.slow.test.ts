import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { hostState, processesOf } from "../lab/host-state";
import { checkout, desk, eventOf, munnin, runFolderOf, startMunnin } from "../run/munnin";

test("an application that a configuration describes runs, is used, and is robbed like the built-in ones", async () => {
  const where = desk("ordinary user");
  const sets = ["trials.seconds=8", "exfiltration[0].spans=[[2,5]]", "exfiltration[0].data.bytes=20000"].flatMap((set) => ["--set", set]);
  const { status, stdout, stderr } = await munnin(where, "run", join(checkout, "experiments/own-application.json"), ...sets);
  expect(stderr).not.toContain("error");
  expect(status).toBe(0);
  const run = stdout.trim();
  const { stolen } = JSON.parse((await munnin(where, "summary", run, "--json")).stdout);
  expect(stolen.received).toBe(stolen.sent);
  expect(stolen.captured).toBe(stolen.sent);
  const requests = readFileSync(join(run, "trial-0/load/requests.jsonl"), "utf8").trim().split("\n");
  const seen = requests.map((line) => JSON.parse(line)).map(({ method, path, status }) => `${method} ${path} ${status}`);
  expect(seen).toContain("GET / 200");
  // [1-20] is a number drawn anew each time.
  expect(new Set(seen.filter((line) => /^GET \/items\/\d+ 200$/.test(line))).size).toBeGreaterThan(2);
}, 120_000);

test("one that does not become ready is told with its last log lines, and nothing of it remains", async () => {
  const where = desk();
  const before = hostState();
  const silent = ["{node}", "-e", "console.log('no port today'); setTimeout(() => process.exit(3), 500)"];
  const running = startMunnin(
    where,
    "run",
    join(checkout, "experiments/own-application.json"),
    "--set",
    `application.services.store.command=${JSON.stringify(silent)}`,
  );
  const { status, stderr } = await running.ended;
  expect(status).toBe(1);
  expect(stderr).toMatch(/store\.1/);
  expect(stderr).toContain("no port today");
  const run = await runFolderOf(where, running);
  expect((await eventOf(run, ({ level }) => level === "error")).message).toContain("no port today");
  expect(processesOf(basename(run))).toEqual([]);
  expect(hostState()).toEqual(before);
  // There is nothing to clean either.
  expect(JSON.parse((await munnin(where, "clean", "--all", "--json")).stdout)).toEqual({ cleaned: [] });
}, 120_000);
