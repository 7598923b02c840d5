import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readEnvironment, root } from "./scripts";

const python = join(root, ".venv/bin/python");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const environment = readEnvironment();

/** PyPI's rule for comparing names (PEP 503). */
const normal = (name: string) => name.toLowerCase().replace(/[-_.]+/g, "-");

describe("environment.yml", () => {
  test("is read by the set-up as a YAML library reads it", () => {
    const script = "import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin)['dependencies']))";
    const dependencies = JSON.parse(execFileSync(python, ["-c", script], { input: read("environment.yml") }).toString()) as (
      string | { pip: string[] }
    )[];
    expect(environment.conda).toEqual(dependencies.filter((entry) => typeof entry === "string"));
    expect(environment.pip).toEqual(dependencies.flatMap((entry) => (typeof entry === "string" ? [] : entry.pip)));
  });

  test("names an exact version of every Python package, and .venv has just these", () => {
    const list = JSON.parse(execFileSync(python, ["-m", "pip", "list", "--format=json", "--disable-pip-version-check"]).toString()) as {
      name: string;
      version: string;
    }[];
    const installed = new Map(list.map(({ name, version }) => [normal(name), version]));
    const wanted = environment.pip.map((entry) => entry.split("=="));
    expect(wanted.map(([name]) => [name, installed.get(normal(name))])).toEqual(wanted);
  });

  test("asks for the Node that package.json asks for", () => {
    const [, major] = environment.conda.map((entry) => /^nodejs=(\d+)$/.exec(entry)).find((match) => match !== null) ?? [];
    const engines = ["package.json", "kernel-helpers/package.json"].map(
      (path) => (JSON.parse(read(path)) as { engines: { node: string } }).engines.node,
    );
    expect(engines).toEqual([`>=${major}`, `>=${major}`]);
  });

  test("is not contradicted by a version stated elsewhere", () => {
    const tracked = execFileSync("git", ["ls-files", "*.md", "*.ts", "*.mjs", "*.cjs", "*.py", "*.yml", "*.ipynb"], { cwd: root })
      .toString()
      .trim()
      .split("\n");
    const versions = new Map(environment.pip.map((entry) => entry.split("==") as [string, string]));
    const stated = new RegExp(`\\b(${[...versions.keys()].join("|")})(?:==| |@)v?(\\d+\\.\\d+[.\\w]*\\w)`, "gi");
    const wrong = tracked.flatMap((file) =>
      [...read(file).matchAll(stated)]
        .filter(([, name, version]) => !`${versions.get(name.toLowerCase())}.`.startsWith(`${version}.`))
        .map(([text]) => `${file}: ${text}`),
    );
    expect(wrong).toEqual([]);
  });
});
