import { spawn } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openRun } from "../../kernel-helpers/src/notebook/run";
import { processesOf } from "../../kernel-helpers/src/run";
import { readRun } from "../../kernel-helpers/src/runfolder";
import { hostState } from "../lab/host-state";
import { checkout, desk, eventOf, runFolderOf, startMunnin } from "./munnin";

const config = join(checkout, "experiments/smoke.json");

/** The process of a run whose command line matches. */
function processOf(run: string, pattern: RegExp): number {
  const found = processesOf(run.split("/").at(-1)!).find((pid) => pattern.test(readFileSync(`/proc/${pid}/cmdline`, "latin1")));
  if (found === undefined) throw new Error(`no process of the run matches ${String(pattern)}`);
  return found;
}

test("a receiver that is gone ends the trial as failed, with its hop; what was captured and stolen by then stays", async () => {
  const where = desk();
  const before = await hostState();
  const running = startMunnin(where, "run", config);
  const run = await runFolderOf(where, running);
  await eventOf(run, ({ message }) => message.includes("begins to send"));
  await new Promise((resolve) => setTimeout(resolve, 600));
  // The agents look alike; where each writes its ledger tells whose it is.
  const receiver = processesOf(run.split("/").at(-1)!).find((pid) =>
    /\/receiver\.1\.[^/]+\.jsonl$/.test(readlinkSync(`/proc/${pid}/fd/1`)),
  );
  expect(receiver).toBeDefined();
  process.kill(receiver!, "SIGKILL");
  const { status, stderr } = await running.ended;
  expect(status).toBe(1);
  expect(stderr).toMatch(/the run failed: the receiver beside receiver\.1 \(hop 3\) failed: it was killed \(SIGKILL\)/);
  const [trial] = readRun(run).trials;
  expect(trial.status).toBe("failed");
  expect(trial.theft).toMatchObject({ recovered: false });
  expect(trial.theft!.received).toBeGreaterThan(0);
  const edges = await openRun(run).edges({ every: 1, level: "instance" });
  expect([...edges].some(({ source, bytes }) => source === "store.1" && bytes > 0)).toBe(true);
  expect(await hostState()).toEqual(before);
}, 60_000);

test("a port that is in use ends the trial as failed, with the hop and the port", async () => {
  const where = desk();
  const before = await hostState();
  const running = startMunnin(where, "run", config);
  const run = await runFolderOf(where, running);
  await eventOf(run, ({ phase }) => phase === "warmup");
  const namespace = `${processOf(run, /smoke\/api\.js/)}`;
  const squatter = spawn(
    "nsenter",
    [
      "-t",
      namespace,
      "-n",
      process.execPath,
      "-e",
      'require("net").createServer().listen(6969, "0.0.0.0"); setTimeout(() => process.exit(), 30000)',
    ],
    { stdio: "ignore" },
  );
  const { status, stderr } = await running.ended;
  squatter.kill("SIGKILL");
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /the run failed: the relay beside api\.1 \(hop 1\) failed: listen EADDRINUSE: address already in use [\d.]+:6969; see logs\/api\.1/,
  );
  expect(readRun(run)).toMatchObject({ status: "failed" });
  expect(await hostState()).toEqual(before);
}, 60_000);
