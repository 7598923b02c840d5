// npm test [-- [--all] [PATTERN…]]: set-up, lint, format, types, tests. PATTERN is a part of a test file's path; with one, only tests run.
// --all adds the slow tests and those in a browser; the pattern "browser" runs the latter alone, and "long" what takes many minutes.
import { isMain } from "./setup/paths.mjs";
import { setUp } from "./setup.mjs";
import { runBrowserTests } from "./test/browser.mjs";
import { checks } from "./test/checks.mjs";
import { runTests } from "./test/vitest.mjs";
import { add, none, report } from "./test/tally.mjs";
import { clock, duration } from "./setup/step.mjs";

if (isMain(import.meta.url)) await test(process.argv.slice(2));

async function test(args) {
  const seconds = clock();
  const all = args.includes("--all");
  const patterns = args.filter((arg) => arg !== "--all");
  const names = (kind) => patterns.some((pattern) => pattern.includes(kind));
  // Its packages are many, and one slow test alone asks for them.
  await setUp({ forTests: true, applications: all || names("wordpress") ? ["wordpress"] : [] });

  let tally = none;
  if (patterns.length === 0) for (const check of checks) tally = add(tally, await check());
  const inBrowser = patterns.filter((pattern) => pattern.includes("browser"));
  const others = patterns.filter((pattern) => !inBrowser.includes(pattern));
  if (patterns.length === 0 || others.length > 0)
    tally = add(tally, await runTests({ patterns: others, slow: all || names("slow"), long: names("long") }));
  if (inBrowser.length > 0 || (all && patterns.length === 0)) tally = add(tally, await runBrowserTests());

  report(tally);
  process.stdout.write(`in ${duration(seconds())}\n${tally.passed} passed, ${tally.failures.length} failed\n`);
  process.exitCode = tally.failures.length === 0 ? 0 : 1;
}
