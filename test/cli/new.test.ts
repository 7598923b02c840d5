import { mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const checkout = join(__dirname, "../..");
const folder = () => mkdtempSync(join(tmpdir(), "munnin-new-"));
const munnin = (cwd: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(checkout, "kernel-helpers/bin/munnin.js"), ...args], { cwd, encoding: "utf8" });

test("a new experiment begins as the quick start, has its own name, and its plan stands", () => {
  const cwd = folder();
  expect(munnin(cwd, "new", "mine")).toMatchObject({ status: 0, stdout: "mine.json\n", stderr: "" });
  const quickstart = JSON.parse(readFileSync(join(checkout, "experiments/quickstart.json"), "utf8"));
  expect(JSON.parse(readFileSync(join(cwd, "mine.json"), "utf8"))).toEqual({ ...quickstart, name: "mine" });
  expect(munnin(cwd, "plan", "mine.json").stdout).toMatch(/^experiment mine, seed 1/);
});

test("it can begin as one of the predecessor's, whose keys are explained", () => {
  const cwd = folder();
  const { status, stderr } = munnin(cwd, "new", "sock", "--from", join(checkout, "test/config/predecessor/sockshop_two.json"));
  expect(status).toBe(0);
  expect(stderr).toMatch(/exfiltration_info\.exfil_protocol +exfiltration\[0\]\.transport: http/);
  expect(munnin(cwd, "plan", "sock.json", "--json").stdout).toContain('"users":600');
});

test.each([
  ["a name with a path in it", ["new", "../x"], "../x.json: name must be 1 to 64 letters"],
  [
    "an unknown beginning",
    ["new", "x", "--from", "nothing"],
    "--from nothing: is no file, and none of blocks, cluster, hotrod, own-application, quickstart, seaweedfs, smoke, twins, wordpress",
  ],
  ["a wrong value", ["new", "x", "--set", "load.users=0"], "x.json: load.users must be at least 1, not 0"],
])("%s is refused, and nothing is written", (_what, args, message) => {
  const cwd = folder();
  const { status, stderr } = munnin(cwd, ...args);
  expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(readdirSync(cwd)).toEqual([]);
});

test("a file that is there already is kept", () => {
  const cwd = folder();
  munnin(cwd, "new", "mine", "--from", "smoke");
  const before = readFileSync(join(cwd, "mine.json"), "utf8");
  expect(munnin(cwd, "new", "mine")).toMatchObject({ status: 2, stderr: expect.stringContaining("mine.json: is there already") });
  expect(readFileSync(join(cwd, "mine.json"), "utf8")).toBe(before);
});
