import { readFileSync, rmSync } from "node:fs";
import { relative } from "node:path";
import { show } from "../setup/command.mjs";
import { at, root } from "../setup/paths.mjs";
import { none } from "./tally.mjs";

const results = at(".setup", "vitest.json");

/** Runs the tests whose paths contain one of the patterns (all without patterns), and counts. `slow` adds the *.slow.test.ts, `long` the *.long.test.ts. */
export async function runTests({ patterns, slow, long = false }) {
  rmSync(results, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`];
  const status = await show(process.execPath, [at("node_modules", "vitest", "vitest.mjs"), "run", ...reporters, ...patterns], {
    env: { ...(slow && { MUNNIN_SLOW: "1" }), ...(long && { MUNNIN_LONG: "1" }) },
  });
  return count(readResults(), { status, failOnSkip: Boolean(process.env.CI) });
}

/**
 * Vitest's results as a tally. A file that could not be loaded is a failure, and so is a run of nothing, an error outside of tests and,
 * with failOnSkip, a test that was skipped: what did not run has not passed.
 */
export function count(files, { status, failOnSkip }) {
  const tests = files.flatMap((file) =>
    file.assertionResults.map((test) => ({ name: `${shown(file)}: ${test.fullName}`, status: test.status })),
  );
  const passed = tests.filter((test) => test.status === "passed").length;
  const failures = tests.filter((test) => test.status === "failed").map((test) => test.name);
  const skipped = tests.filter((test) => test.status !== "passed" && test.status !== "failed").map((test) => test.name);

  const broken = files.filter((file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"));
  failures.push(...broken.map((file) => `${shown(file)}: ${firstLine(file.message) || "could not be run"}`));
  if (tests.length === 0 && failures.length === 0) failures.push("vitest: no test was run");
  if (status !== 0 && failures.length === 0) failures.push(`vitest: an error outside of tests (status ${status}), see above`);
  if (failOnSkip) failures.push(...skipped.map((name) => `${name} (skipped)`));
  return { ...none, passed, failures, skipped };
}

function readResults() {
  try {
    return JSON.parse(readFileSync(results, "utf8")).testResults;
  } catch {
    return [];
  }
}

const shown = (file) => relative(root, file.name);
const firstLine = (text = "") => text.trim().split("\n")[0];
