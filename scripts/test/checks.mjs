import { run } from "../setup/command.mjs";
import { at } from "../setup/paths.mjs";
import { clock, duration, line } from "../setup/step.mjs";
import { none } from "./tally.mjs";

/** What is checked without running anything; each counts as one test. */
export const checks = [
  check("lint", ["node_modules/eslint/bin/eslint.js", ".", "--max-warnings", "0"]),
  check("format", ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."]),
  check("types", ["node_modules/typescript/bin/tsc", "-b"]),
];

/** A check is a program of node_modules that has nothing to say when all is well. */
function check(name, [script, ...args]) {
  return async () => {
    const seconds = clock();
    const { status, output } = await run(process.execPath, [at(script), ...args]);
    line(status === 0 ? "✓" : "✗", name, duration(seconds()));
    if (status === 0) return { ...none, passed: 1 };
    process.stdout.write(`${output.trimEnd()}\n\n`);
    return { ...none, failures: [name] };
  };
}
