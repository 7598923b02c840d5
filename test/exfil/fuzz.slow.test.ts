import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

test("receivers survive 60 seconds of damaged messages, stay small, and take every file that comes between", { timeout: 150_000 }, () => {
  const fuzz = join(__dirname, "../../scripts/fuzz.mjs");
  const output = execFileSync(process.execPath, [fuzz, "receivers", "--seconds", "60"], { encoding: "utf8" });
  const [, damaged, files] = /(\d+) damaged messages survived, (\d+) files recovered/.exec(output)!;
  expect(Number(damaged)).toBeGreaterThan(2000);
  expect(Number(files)).toBeGreaterThan(10);
});
