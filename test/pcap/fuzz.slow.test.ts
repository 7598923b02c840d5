import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

test("60 seconds of damaged captures are read or refused, with every frame accounted for", { timeout: 200_000 }, () => {
  const output = execFileSync(process.execPath, [join(__dirname, "../../scripts/fuzz.mjs"), "--seconds", "60"], { encoding: "utf8" });
  const [, read, refused] = /(\d+) captures read, (\d+) refused/.exec(output)!;
  expect(Number(read)).toBeGreaterThan(500);
  expect(Number(refused)).toBeGreaterThan(50);
});
