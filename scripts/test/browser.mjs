import { readFileSync, rmSync } from "node:fs";
import { show } from "../setup/command.mjs";
import { chromiumRemedy, hasChromium } from "../setup/chromium.mjs";
import { at } from "../setup/paths.mjs";
import { none } from "./tally.mjs";

const results = at(".setup", "browser.json");

/** Runs the tests in a browser against a real JupyterLab, and counts. Patterns are parts of their files' names. */
export async function runBrowserTests({ patterns = [] } = {}) {
  if (!hasChromium()) {
    process.stdout.write(`${chromiumRemedy}\n`);
    return { ...none, failures: ["test/browser: no Chromium"] };
  }
  rmSync(results, { force: true });
  const config = at("test", "browser", "playwright.config.mjs");
  const program = at("node_modules", "@playwright", "test", "cli.js");
  const status = await show(process.execPath, [program, "test", "-c", config, ...patterns], { env: { MUNNIN_BROWSER_RESULTS: results } });
  return countBrowserTests(readResults(), { status, failOnSkip: Boolean(process.env.CI) });
}

/** Playwright's results as a tally; what did not run has not passed. */
export function countBrowserTests({ suites = [], errors = [] }, { status, failOnSkip }) {
  const tests = suites.flatMap(testsOf);
  const named = (wanted) => tests.filter(({ outcome }) => outcome === wanted).map(({ name }) => name);
  const skipped = named("skipped");
  const failures = [
    ...named("unexpected"),
    ...named("flaky"),
    ...errors.map(({ message = "an error" }) => `browser: ${message.split("\n")[0]}`),
  ];
  if (tests.length === 0 && failures.length === 0) failures.push("browser: no test was run");
  if (status !== 0 && failures.length === 0) failures.push(`browser: an error outside of tests (status ${status}), see above`);
  if (failOnSkip) failures.push(...skipped.map((name) => `${name} (skipped)`));
  return { ...none, passed: named("expected").length, failures, skipped };
}

function testsOf({ suites = [], specs = [] }) {
  const own = specs.flatMap(({ title, file, tests }) =>
    tests.map(({ status }) => ({ name: `test/browser/${file}: ${title}`, outcome: status })),
  );
  return [...own, ...suites.flatMap(testsOf)];
}

function readResults() {
  try {
    return JSON.parse(readFileSync(results, "utf8"));
  } catch {
    return {};
  }
}
