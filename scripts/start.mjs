// npm start: set-up, then the quick start notebook through the real kernel (with a run in a lab, if one can run here), then a summary.
import { clock, duration } from "./setup/step.mjs";
import { setUp } from "./setup.mjs";
import { findProblems } from "./start/lab.mjs";
import { executeNotebook } from "./start/notebook.mjs";
import { recordedRun, sayRecorded, summary } from "./start/summary.mjs";

const seconds = clock();
try {
  await setUp();
  const problems = await findProblems();
  if (problems.length > 0) sayRecorded(problems);
  const run = await executeNotebook({ recorded: problems.length > 0 });
  await summary(run ?? recordedRun, { recorded: problems.length > 0 });
  process.stdout.write(`\nThe whole took ${duration(seconds())}.\n`);
} catch (error) {
  process.stderr.write(`\n${error.message}\n`);
  process.exit(1);
}
