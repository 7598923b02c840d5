import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { namespaceRemedy, problemsOf } from "../../kernel-helpers/src/lab/local/checks";
import { findProgram, programs } from "../../kernel-helpers/src/lab/local/programs";
import { hostState, processesOf } from "./host-state";

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "munnin-checks-"));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** A folder of links to all programs of a lab but some; what stands in the system folders is found there all the same. */
function pathWithout(...missing: string[]): string {
  const bin = fs.mkdtempSync(path.join(folder, "bin-"));
  for (const name of Object.keys(programs) as (keyof typeof programs)[])
    if (!missing.includes(name)) fs.symlinkSync(findProgram(name)!, path.join(bin, name));
  return bin;
}

test("this machine can make a lab, and trying leaves nothing behind", async () => {
  const before = hostState();
  expect(await problemsOf(path.join(folder, "munnin-runs"))).toEqual([]);
  expect(hostState()).toEqual(before);
  expect(processesOf("check")).toEqual([]);
  expect(fs.existsSync(path.join(folder, "munnin-runs"))).toBe(false);
});

test("a missing program is named, with the package that has it", async () => {
  expect(findProgram("tcpdump", pathWithout("tcpdump"))).toBe(null);
  vi.stubEnv("PATH", pathWithout("tcpdump"));
  try {
    expect(findProgram("unshare")).toMatch(folder);
    const inSystemFolder = ["/usr/local/sbin", "/usr/sbin", "/sbin"].some((place) => fs.existsSync(path.join(place, "tcpdump")));
    const problem = { what: "the program tcpdump was not found", remedy: "sudo apt-get install -y tcpdump" };
    expect(await problemsOf(folder)).toEqual(inSystemFolder ? [] : [problem]);
  } finally {
    vi.unstubAllEnvs();
  }
});

test("programs are found in the system's folders where an ordinary user's PATH lacks them", () => {
  vi.stubEnv("PATH", "/usr/bin:/bin");
  try {
    expect(findProgram("ethtool")).toMatch(/bin\/ethtool$/);
  } finally {
    vi.unstubAllEnvs();
  }
});

test("a refusal to make namespaces comes with the setting that refuses", () => {
  const settings = (given: Record<string, string>) => (name: string) => given[name] ?? null;
  const remedy = (given: Record<string, string>): string => namespaceRemedy(settings(given), false);
  expect(remedy({ "kernel.apparmor_restrict_unprivileged_userns": "1" })).toBe(
    "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
  );
  expect(remedy({ "kernel.unprivileged_userns_clone": "0" })).toBe("sudo sysctl -w kernel.unprivileged_userns_clone=1");
  expect(remedy({ "user.max_user_namespaces": "0" })).toMatch("sudo sysctl -w user.max_user_namespaces=");
  expect(remedy({})).toMatch("--privileged");
  expect(namespaceRemedy(settings({}), true)).toMatch("--privileged");
});
