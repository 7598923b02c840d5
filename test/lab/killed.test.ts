import { spawn, type ChildProcess } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { buildSync } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { emptied, hostState, namespacesOfRun } from "./host-state";

const root = path.resolve(import.meta.dirname, "../..");

/** Everybody who can hold a lab on this machine; root tries an ordinary user, too. */
const asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
const users: [string, string[]][] =
  process.getuid!() === 0
    ? [
        ["root", []],
        ["an ordinary user", asNobody],
      ]
    : [["an ordinary user", []]];

/** A copy of the lab's code that every user can read, wherever the checkout lies. */
let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "munnin-holder-"));
  fs.chmodSync(folder, 0o755);
  const outfile = path.join(folder, "dist/lab/local/holder.js");
  buildSync({ entryPoints: [path.join(root, "test/lab/holder.ts")], bundle: true, platform: "node", outfile, logLevel: "warning" });
  fs.cpSync(path.join(root, "kernel-helpers/python"), path.join(folder, "python"), {
    recursive: true,
    filter: (file) => !file.includes("__pycache__"),
  });
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const holders: ChildProcess[] = [];
afterEach(() => {
  for (const holder of holders.splice(0)) holder.kill("SIGKILL"); // also when the test has failed before it did
});

function startHolder(prefix: string[], id: string): { holder: ChildProcess; run: string; report: Promise<Record<string, unknown>> } {
  const run = path.join(folder, id);
  fs.mkdirSync(run);
  if (prefix.length > 0) fs.chownSync(run, 65534, 65534);
  const command = [...prefix, process.execPath, path.join(folder, "dist/lab/local/holder.js"), id, run];
  const env = { PATH: "/usr/bin:/bin", HOME: run, XDG_STATE_HOME: run };
  const holder = spawn(command[0], command.slice(1), { stdio: "pipe", env });
  holders.push(holder);
  let complaints = "";
  holder.stderr.on("data", (data: Buffer) => (complaints += data.toString()));
  const report = new Promise<Record<string, unknown>>((resolve, reject) => {
    createInterface({ input: holder.stdout }).on("line", (line) => resolve(JSON.parse(line) as Record<string, unknown>));
    holder.on("close", () => reject(new Error(`the holder ended: ${complaints}`)));
  });
  return { holder, run, report };
}

describe.each(users)("held by %s", (user, prefix) => {
  test("a lab works, and kill -9 of the one who holds it empties it within a second", async () => {
    const id = `killed-${user.replaceAll(" ", "-")}-${process.pid}`;
    const before = hostState();
    const { holder, run, report } = startHolder(prefix, id);
    const { problems, exit, counts, offload, up, check } = await report;
    console.log(`${user}: check ${Math.round(check as number)} ms, 20 instances ${Math.round(up as number)} ms`);
    expect({ problems, exit, offload }).toEqual({ problems: [], exit: { code: 0, signal: null }, offload: false });
    expect(counts).toMatchObject({ captured: 1000, received: 1000, dropped: 0 });
    expect(fs.readFileSync(path.join(run, "peer"), "utf8")).toBe("198.18.0.11\n");

    const namespaces = namespacesOfRun(id);
    // The networks of the 19 instances that have a process and of the lab, its mounts, processes and IPC; its user's, if ordinary.
    expect(namespaces.length).toBe(19 + 4 + (process.getuid!() === 0 && prefix.length === 0 ? 0 : 1));
    holder.kill("SIGKILL");
    const took = await emptied(id, namespaces, 1000);
    console.log(`${user}: empty ${Math.round(took)} ms after kill -9`);
    expect(hostState()).toEqual(before);
  });

  test("kill -9 while the lab is being brought up leaves nothing either", async () => {
    for (const delay of [250, 450, 650]) {
      const id = `young-${delay}-${process.pid}`;
      const before = hostState();
      const { holder, report } = startHolder(prefix, `${id}-${user.length}`);
      report.catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, delay));
      const namespaces = namespacesOfRun(`${id}-${user.length}`);
      holder.kill("SIGKILL");
      await emptied(`${id}-${user.length}`, namespaces, 1000);
      expect(hostState()).toEqual(before);
    }
  });
});
