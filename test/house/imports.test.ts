import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ESLint } from "eslint";
import { describe, expect, test } from "vitest";
import { modules, root } from "./scripts";

// The direction of the data as docs/architecture.md draws it, written down a second time.
const left = ["lab", "load", "app", "exfil", "capture", "run"];
const right = ["pcap", "edges", "metrics", "detect", "plot"];
const order = ["table", "runfolder", "config", ...left, ...right, "notebook", "cli", "panel"];

const src = join(root, "kernel-helpers/src");
const eslint = new ESLint({ cwd: root });

/** The modules that hold a file already, with one of their files as an import names it. */
const files = new Map(
  order.flatMap((module) => {
    const folder = join(src, module);
    const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
    const file = names.filter((name) => name.endsWith(".ts")).sort()[0];
    return file ? [[module, file] as const] : [];
  }),
);

/** Which of these imports (relative to src) are reported when a file of the module has them. */
async function reported(module: string, imports: readonly string[]): Promise<string[]> {
  const file = join(src, module, files.get(module)!);
  const up = "../".repeat(files.get(module)!.split("/").length);
  const text = imports.map((path) => `export * from "${path.includes("/") || path === "index" ? up : ""}${path}";\n`).join("");
  const [{ messages }] = await eslint.lintText(text, { filePath: file });
  const rules = ["import-x/no-restricted-paths", "no-restricted-imports"];
  return [...new Set(messages.filter(({ ruleId }) => rules.includes(ruleId ?? "")).map(({ line }) => imports[line - 1]))];
}

const pathTo = (module: string) => `${module}/${files.get(module)!.replace(/\.ts$/, "")}`;

describe("the direction of the data", () => {
  test("is the same in the lint rule and here, and every folder of src has its place in it", () => {
    expect(modules).toEqual(order);
    const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(order).toEqual(expect.arrayContaining(folders.map(({ name }) => name)));
  });

  test.each([...files.keys()])("%s/ may import from the left, and an import from the right is reported", async (module) => {
    const others = [...files.keys()].filter((other) => other !== module && other !== "config");
    const isForbidden = (other: string) => order.indexOf(other) > order.indexOf(module) || (right.includes(module) && left.includes(other));
    expect(await reported(module, others.map(pathTo))).toEqual(others.filter(isForbidden).map(pathTo));
  });

  test("readers may throw config's errors but know no experiment", async () => {
    expect(await reported("edges", ["config/error", "config/experiment"])).toEqual(["config/experiment"]);
    expect(await reported("runfolder", ["config/error", "config/experiment"])).toEqual(["config/experiment"]);
  });

  test("nothing inside imports what is public for cells, or the kernel", async () => {
    expect(await reported("edges", ["index", "tslab", "config/error"])).toEqual(["index", "tslab"]);
  });
});
