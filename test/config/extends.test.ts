import { mkdtempSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readExperiment } from "../../kernel-helpers/src/config";

const base = {
  name: "base",
  application: { name: "shop", scale: { user: 2, carts: 3 } },
  load: { users: 20, behaviours: { browse: 1 } },
  trials: { seconds: 60 },
  exfiltration: [],
};

/** A folder with these configurations in it. */
function folderOf(files: Record<string, object>): string {
  const folder = mkdtempSync(join(tmpdir(), "munnin-extends-"));
  mkdirSync(join(folder, "inner"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(content));
  return folder;
}

test("a configuration stands on the one that it extends: objects are merged, everything else is replaced", () => {
  const folder = folderOf({
    "base.json": base,
    "inner/busy.json": { extends: "../base.json", name: "busy", load: { users: 50 }, application: { scale: { user: 5 } } },
    "inner/busier.json": { extends: "busy.json", name: "busier", load: { users: 90 } },
  });
  expect(readExperiment(join(folder, "inner/busy.json"))).toMatchObject({
    name: "busy",
    load: { users: 50, behaviours: { browse: 1 } },
    application: { name: "shop", scale: { user: 5, carts: 3 } },
  });
  expect(readExperiment(join(folder, "inner/busier.json"))).toMatchObject({ name: "busier", load: { users: 90 }, trials: { seconds: 60 } });
});

test("a value set on the command line stands above both", () => {
  const folder = folderOf({ "base.json": base, "top.json": { extends: "base.json", load: { users: 50 } } });
  expect(readExperiment(join(folder, "top.json"), ["load.users=7"]).load.users).toBe(7);
});

test.each<[string, Record<string, object>, RegExp]>([
  ["itself", { "top.json": { extends: "top.json" } }, /top\.json: extends must not lead back to where it came from, but "top\.json" does$/],
  ["a circle", { "top.json": { extends: "b.json" }, "b.json": { extends: "inner/../top.json" } }, /b\.json: extends must not lead back/],
  ["a file that is not there", { "top.json": { extends: "none.json" } }, /none\.json: no such file$/],
  ["a number", { "top.json": { extends: 3 } }, /top\.json: extends must be the path of a configuration, not 3$/],
])("extending %s is refused in one line", (_what, files, message) => {
  expect(() => readExperiment(join(folderOf(files), "top.json"))).toThrow(message);
});
