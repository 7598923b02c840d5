import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findPlaces } from "../../kernel-helpers/src/lab/places";
import { readEvents } from "../../kernel-helpers/src/runfolder";
import { checkout, desk, eventOf, munnin, runFolderOf, startMunnin } from "./munnin";

/** A desk on whose machine HotROD has not been made, and where a shell script stands for Go. */
function withGo(script: string) {
  const where = desk();
  const tools = mkdtempSync(join(tmpdir(), "munnin-go-"));
  const python = findPlaces({ run: tools, scratch: tools }).python!;
  symlinkSync(python, join(tools, "python"));
  writeFileSync(join(tools, "go"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(tools, "go"), 0o755);
  const cache = join(tools, "cache");
  mkdirSync(cache);
  return {
    cache: join(cache, "munnin"),
    where: { ...where, env: { ...where.env, MUNNIN_PYTHON: join(tools, "python"), XDG_CACHE_HOME: cache } },
  };
}
const hotrod = join(checkout, "experiments/hotrod.json");

/** Processes whose command line is exactly these words. */
const running = (words: string): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim() === words;
      } catch {
        return false;
      }
    });

test("kill -9 of the coordinator while a program is being made: clean ends its making and removes what there is of it", async () => {
  const seconds = `${600 + (process.pid % 100)}.${process.pid}`; // Nobody else sleeps so long.
  const { cache, where } = withGo(
    `for last; do out=$before; before=$last; done; echo half > "$out"; echo work > "$TMPDIR/work"; sleep ${seconds}`,
  );
  const going = startMunnin(where, "run", hotrod);
  const run = await runFolderOf(where, going);
  const { pid } = await eventOf(run, (event) => event.pid !== undefined);
  while (running(`sleep ${seconds}`).length === 0) await new Promise((done) => setTimeout(done, 20));
  expect(readdirSync(cache)).toHaveLength(1);
  process.kill(pid!, "SIGKILL");
  await going.ended;
  const { status, stdout } = await munnin(where, "clean", "--json");
  expect(status).toBe(0);
  const [{ removed, left }] = (JSON.parse(stdout) as { cleaned: { removed: string[]; left: number[] }[] }).cleaned;
  expect(left).toEqual([]);
  expect(removed.join("\n")).toMatch(/ended 2 processes: \S+, sleep\n[^]*hotrod-\S+, a program that was being made/);
  expect(running(`sleep ${seconds}`)).toEqual([]);
  expect(readdirSync(cache)).toEqual([]);
}, 30_000);

test("a program that cannot be made fails the run with its last line, and leaves nothing", async () => {
  const { cache, where } = withGo('echo "go: no such module" >&2; exit 3');
  const going = startMunnin(where, "run", hotrod);
  const { status, stderr } = await going.ended;
  expect(status).toBe(1);
  expect(stderr).toMatch(/^munnin: the run failed: HotROD \S+ could not be made \(\S+\/go ended with status 3\): go: no such module$/m);
  expect(readdirSync(cache)).toEqual([]);
  expect(readEvents(await runFolderOf(where, going)).some(({ message }) => message.startsWith("making HotROD"))).toBe(true);
}, 30_000);
