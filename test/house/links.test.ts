import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "./scripts";

const documents = execFileSync("git", ["ls-files", "*.md"], { cwd: root }).toString().trim().split("\n");
const read = (file: string) => readFileSync(join(root, file), "utf8");

/** An anchor as code hosts make it from a heading. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
const anchors = (file: string) => [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading));

/** Markdown links and pictures, without those in code. */
function links(file: string): string[] {
  const text = read(file)
    .replace(/^```[\s\S]*?^```/gm, "")
    .replace(/`[^`\n]*`/g, "");
  const inline = [...text.matchAll(/\]\(([^)\s]+)(?: "[^"]*")?\)/g)].map(([, target]) => target);
  const html = [...text.matchAll(/\b(?:src|href)="([^"]+)"/g)].map(([, target]) => target);
  return [...inline, ...html].filter((target) => !/^[a-z]+:/.test(target));
}

describe("documents", () => {
  test("the README and what it leads to are there", () => {
    expect(documents).toEqual(
      expect.arrayContaining([
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "docs/architecture.md",
        "docs/run-folder.md",
        "docs/safety.md",
      ]),
    );
  });

  test.each(documents)("every link in %s leads somewhere in the repository", (document) => {
    const broken = links(document).filter((link) => {
      const [path, hash] = link.split("#");
      const target = path === "" ? document : join(dirname(document), decodeURI(path));
      if (!existsSync(join(root, target))) return true;
      return hash !== undefined && target.endsWith(".md") && !anchors(target).includes(hash);
    });
    expect(broken).toEqual([]);
  });

  test.each(documents.filter((file) => file !== "CHANGELOG.md"))("every file that %s names in code is there", (document) => {
    const named = [...read(document).matchAll(/`((?:kernel-helpers|scripts|test|experiments|notebooks|docs|samples)\/[\w./-]*\w)`/g)].map(
      ([, path]) => path,
    );
    const missing = named.filter(
      (path) => !path.includes("NAME") && !existsSync(join(root, path)) && !existsSync(join(root, "kernel-helpers", path)),
    );
    expect(missing).toEqual([]);
  });

  test("every promise of docs/safety.md names tests that are there", () => {
    const named = [...read("docs/safety.md").matchAll(/^- `(test\/[^`]+)`: ((?:.+\n)(?: .+\n)*)/gm)].flatMap(([, file, names]) =>
      [...names.matchAll(/"([^"]+)"/g)].map(([, name]) => ({ file, name: name.replace(/\s+/g, " ") })),
    );
    expect(named.length).toBeGreaterThan(25);
    expect(named.filter(({ file, name }) => !existsSync(join(root, file)) || !read(file).includes(name))).toEqual([]);
  });
});
