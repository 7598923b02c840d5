// npm test [-- [--all] [PATTERN…]]: set-up, lint, format, types, tests. PATTERN is a part of a test file's path; with one, only tests run.
import { isMain } from "./setup/paths.mjs";
import { setUp } from "./setup.mjs";
import { checks } from "./test/checks.mjs";
import { runTests } from "./test/vitest.mjs";
import { add, none, report } from "./test/tally.mjs";
import { clock, duration } from "./setup/step.mjs";

if (isMain(import.meta.url)) await test(process.argv.slice(2));

async function test(args) {
  const seconds = clock();
  const all = args.includes("--all");
  const patterns = args.filter((arg) => arg !== "--all");
  await setUp({ forTests: true });

  let tally = none;
  if (patterns.length === 0) for (const check of checks) tally = add(tally, await check());
  tally = add(tally, await runTests({ patterns, slow: all || patterns.some((pattern) => pattern.includes("slow")) }));

  report(tally);
  process.stdout.write(`in ${duration(seconds())}\n${tally.passed} passed, ${tally.failures.length} failed\n`);
  process.exitCode = tally.failures.length === 0 ? 0 : 1;
}
