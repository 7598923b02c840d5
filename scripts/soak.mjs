// npm run soak -- SUBJECT [OPTION…]: long measurements of what a lab can hold, as tables for docs/performance.md. Not part of the tests.
import { cpus, loadavg } from "node:os";
import { setUp } from "./setup.mjs";
import { clock, duration } from "./setup/step.mjs";

/** What can be soaked, each by a file that exports `soak(args, print)`. */
const subjects = ["costs", "experiment", "rates"];

const [subject, ...args] = process.argv.slice(2);
if (!subjects.includes(subject)) {
  process.stderr.write(`soak: which subject? npm run soak -- ${subjects.join(" | ")}\n`);
  process.exitCode = 2;
} else {
  const seconds = clock();
  await setUp();
  const { soak } = await import(`./soak/${subject}.mjs`);
  const load = () => loadavg()[0].toFixed(1);
  print(`${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}, node ${process.version}; load ${load()} before`);
  try {
    await soak(args, print);
  } catch (error) {
    process.stderr.write(`soak: ${error.message}\n`);
    process.exitCode = 1;
  }
  print(`load ${load()} after; in ${duration(seconds())}`);
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
