import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readEnvironment, root } from "./scripts";

test("a wheel of the extension is built, and pip installs it into another JupyterLab, which finds it enabled and fit", () => {
  const scratch = mkdtempSync(join(tmpdir(), "munnin-wheel-"));
  onTestFinished(() => rmSync(scratch, { recursive: true }));
  const python = join(root, ".venv", "bin", "python");
  const pip = ["-m", "pip", "--disable-pip-version-check", "--quiet"];
  // With the hatchling of environment.yml, and not with one that pip would fetch.
  execFileSync(python, [...pip, "wheel", "--no-deps", "--no-build-isolation", "-w", scratch, join(root, "lab-extension")]);
  const [wheel, ...others] = readdirSync(scratch);
  expect(wheel).toMatch(/^munnin_lab-[\d.]+-py3-none-any\.whl$/);
  expect(others).toEqual([]);

  const elsewhere = join(scratch, "venv");
  execFileSync(python, ["-m", "venv", elsewhere]);
  const jupyterlab = readEnvironment().pip.find((entry) => entry.startsWith("jupyterlab=="))!;
  execFileSync(join(elsewhere, "bin", "python"), [...pip, "install", jupyterlab, join(scratch, wheel)]);
  const env = {
    ...process.env,
    PATH: `${join(elsewhere, "bin")}:${process.env.PATH}`,
    JUPYTER_CONFIG_DIR: scratch,
    JUPYTER_DATA_DIR: scratch,
  };
  const list = spawnSync(join(elsewhere, "bin", "jupyter"), ["labextension", "list"], { env, encoding: "utf8" });
  const lines = `${list.stdout}${list.stderr}`.replace(/\x1b\[\d+m/g, "").split("\n");
  expect(lines.find((line) => line.includes("munnin-lab"))).toMatch(/munnin-lab v\S+ enabled OK \(python, munnin_lab\)/);
  expect(lines.filter((line) => /\bX\b|incompatible|error/i.test(line))).toEqual([]);
  expect(lines.find((line) => line.includes(elsewhere))).toContain("labextensions");
}, 300_000);
