import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./scripts";

const built = join(root, "lab-extension/munnin_lab/labextension");

test("JupyterLab finds the extension enabled and fit for its version", () => {
  const jupyter = join(root, ".venv/bin/jupyter");
  const said = execFileSync(process.execPath, [
    "-e",
    `require("child_process").spawnSync(${JSON.stringify(jupyter)}, ["labextension", "list"], { stdio: ["ignore", 1, 1] })`,
  ]);
  const lines = said
    .toString()
    .replace(/\x1b\[\d+m/g, "")
    .split("\n");
  expect(lines.find((line) => line.includes("munnin-lab"))).toMatch(/munnin-lab v\S+ enabled OK/);
  expect(lines.filter((line) => /\bX\b|incompatible|error/i.test(line))).toEqual([]);
});

test("the extension's own code is under 500 kB; plotly.js is a file of its own, which is loaded with the first figure", () => {
  const files = readdirSync(join(built, "static")).filter((name) => name.endsWith(".js"));
  const sizes = files.map((name) => statSync(join(built, "static", name)).size).sort((a, b) => b - a);
  expect(sizes[0]).toBeGreaterThan(3e6);
  expect(sizes.slice(1).reduce((sum, size) => sum + size, 0)).toBeLessThan(500_000);
  const entry = JSON.parse(readFileSync(join(built, "package.json"), "utf8")).jupyterlab._build.load as string;
  expect(statSync(join(built, entry)).size).toBeLessThan(50_000);
});

test("styles take all colours from JupyterLab's theme, and every command is in our namespace", () => {
  const css = readFileSync(join(root, "lab-extension/style/base.css"), "utf8");
  expect(css.match(/#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/gi)).toBeNull();
  const ids = [...readFileSync(join(root, "lab-extension/src/commands.ts"), "utf8").matchAll(/"([^"]+)"/g)].map(([, id]) => id);
  expect(ids.length).toBeGreaterThan(10);
  expect(ids.filter((id) => !id.startsWith("munnin:"))).toEqual([]);
});
