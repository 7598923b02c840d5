import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { followNewRun, root } from "./scripts";

describe("set-up", () => {
  test("leaves alone what is there the second time, in under 3 seconds", () => {
    const setUp = () => execFileSync(process.execPath, [join(root, "scripts/setup.mjs")]).toString();
    setUp();
    const start = performance.now();
    const output = setUp();
    expect((performance.now() - start) / 1000).toBeLessThan(3);
    const steps = output.split("\n").filter((line) => line.startsWith("  ✓"));
    expect(steps.map((step) => step.slice(4, 28).trim())).toEqual([
      "Node",
      "system packages",
      "npm packages",
      "Python packages",
      "build",
      "notebook kernel",
      "JupyterLab extension",
    ]);
    expect(steps.slice(1).filter((step) => !step.includes("there already"))).toEqual([]);
  });

  test("starts with nothing but node's standard library", () => {
    const folder = join(root, "scripts");
    const scripts = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".mjs"));
    expect(scripts).toContain("setup.mjs");
    const imported = scripts.flatMap((name) => [
      ...readFileSync(join(folder, name), "utf8").matchAll(/^(?:import|export)[^;]* from "([^"]+)"/gm),
    ]);
    const foreign = imported
      .map(([, from]) => from)
      .filter((from) => !from.startsWith(".") && !builtinModules.includes(from.replace(/^node:/, "")));
    expect(imported.length).toBeGreaterThan(20);
    expect(foreign).toEqual([]);
  });
});

describe("npm start", () => {
  test("tells each event of the new run once, and waits for the end of a half-written line", () => {
    const home = mkdtempSync(join(tmpdir(), "munnin-house-"));
    onTestFinished(() => rmSync(home, { recursive: true }));
    const log = (run: string, text: string) => {
      mkdirSync(join(home, run), { recursive: true });
      appendFileSync(join(home, run, "events.jsonl"), text);
    };
    log("old", '{"message":"of an older run"}\n');
    const events: unknown[] = [];
    const following = followNewRun(home, (event) => events.push(event));
    log("new", '{"message":"set up"}\n{"message":"Dä');
    following.stop();
    expect(events).toEqual([{ message: "set up" }]);
    log("new", 'mme"}\n');
    following.stop();
    expect(events).toEqual([{ message: "set up" }, { message: "Dämme" }]);
    expect(following.run).toBe(join(home, "new"));
  });
});
