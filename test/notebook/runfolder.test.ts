import { appendFileSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { InputError } from "../../kernel-helpers/src/config/error";
import { followEvents } from "../../kernel-helpers/src/notebook/follow";
import { progress } from "../../kernel-helpers/src/notebook/progress";
import { openRun } from "../../kernel-helpers/src/notebook/run";

/** A run folder of which only `run.json` matters. */
function folder(change: object = {}): string {
  const run = join(mkdtempSync(join(tmpdir(), "munnin-test-run-")), "quick-20261124-120000-abcd");
  mkdirSync(run);
  const record = {
    schema: 1,
    id: "quick-20261124-120000-abcd",
    name: "quick",
    status: "failed",
    error: "user.1 ended",
    start: 5,
    end: 9,
    trials: [],
  };
  writeFileSync(join(run, "run.json"), JSON.stringify({ ...record, ...change }));
  return run;
}

test("a run without the trial that is asked for says which it has", async () => {
  await expect(openRun(folder()).edges()).rejects.toThrow("the run (failed) has no trial whose time began, not 0");
});

test("what is no run folder is told in one line", () => {
  expect(() => openRun("nowhere")).toThrow(InputError);
  expect(() => openRun("nowhere")).toThrow(/^nowhere: is not a run folder[^\n]*$/);
});

test("the card of a failed run has its reason, that of a recorded one says so", async () => {
  const card = openRun(folder()) as unknown as Record<symbol, () => unknown>;
  expect(await card[Symbol.for("Jupyter.display")]()).toMatchObject({
    "text/html": expect.stringContaining("user.1 ended"),
  });
  const { inspect } = await import("node:util");
  expect(inspect(openRun(folder({ recorded: "on another machine" })))).toContain("RECORDED, not run on this machine: on another machine");
});

test("events are followed whole: a line that is half written waits for its end", async () => {
  const run = folder();
  const file = join(run, "events.jsonl");
  const [first, second] = ["a", "ü"].map((message) => `${JSON.stringify({ time: 1, phase: "plan", level: "info", message })}\n`);
  const bytes = Buffer.from(second);
  const cut = bytes.indexOf(0xc3) + 1; // In the middle of the character.
  writeFileSync(file, Buffer.concat([Buffer.from(first), bytes.subarray(0, cut)]));
  let ended = false;
  const seen: string[] = [];
  for await (const { message } of followEvents(run, () => ended)) {
    seen.push(message);
    if (message === "a") appendFileSync(file, bytes.subarray(cut));
    else ended = true;
  }
  expect(seen).toEqual(["a", "ü"]);
});

test("outside of a kernel, where output is no terminal, progress is a line for each new message", () => {
  const written: string[] = [];
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => (written.push(String(text)), true));
  vi.useFakeTimers();
  try {
    const line = progress("smoke");
    line.update(0.5, "half");
    vi.advanceTimersByTime(200);
    line.update(0.4, "no way back");
    vi.advanceTimersByTime(200);
    line.end("done");
    line.update(0, "too late");
    vi.advanceTimersByTime(200);
  } finally {
    vi.useRealTimers();
    write.mockRestore();
  }
  expect(written).toEqual(["smoke  50 % half\n", "smoke  50 % no way back\n", "smoke 100 % done\n"]);
});
