import { writeReport } from "../notebook/report";
import { LabUnavailable, executeRun } from "../run";
import { readingOnce } from "../notebook/reading";
import { examine } from "../notebook/examine";
import { type Event, runsHome } from "../runfolder";
import { type Command, print, printJson, readArguments } from "./command";
import { planOf } from "./configuration";
import { labOf } from "./lab";
import { summarise } from "./summary";

export const runCommand: Command = {
  name: "run",
  usage: "CONFIG [--set key=value]",
  summary: "runs an experiment and prints its run folder",
  help: [
    "  --set key=value   replaces a value of the configuration; may be given more than once",
    "  --announce        prints the folder as soon as it exists, too: for whoever wants to follow its events.jsonl",
    "  --json            at the end the summary (of a run that failed or was stopped { run, status, error }), and nothing on standard error but complaints",
    "",
    "An interrupt (Ctrl-C, SIGTERM) stops the run and removes all that it started; the folder keeps what there is. A second one ends it at once:",
    "nobody waits for users, and the last second of the captures may be missing.",
  ],
  async run(args) {
    const { words, options } = readArguments(
      this,
      args,
      { set: { type: "string", multiple: true }, announce: { type: "boolean" } },
      { least: 1, most: 1 },
    );
    const plan = planOf(words[0], options.set);
    const read = readingOnce();
    const [stop, hurry] = [new AbortController(), new AbortController()];
    const interrupt = (name: string) => (stop.signal.aborted ? hurry : stop).abort(new Error(`stopped by ${name}`));
    process.on("SIGINT", interrupt).on("SIGTERM", interrupt).on("SIGHUP", interrupt);
    // The end of whoever reads our output is no reason to leave a lab behind.
    process.stdout.on("error", () => {});
    process.stderr.on("error", () => {});
    try {
      const { folder, record } = await executeRun(plan, labOf[plan.experiment.lab.kind], {
        home: runsHome(),
        signal: stop.signal,
        hurry: hurry.signal,
        examine: (folder, record) => examine(folder, record, read),
        report: (folder) => writeReport(folder, { read }),
        onFolder: (folder) => options.announce && print(folder),
        onEvent: options.json ? undefined : tell,
      });
      if (record.status !== "done") {
        process.stderr.write(`munnin: the run ${record.status === "stopped" ? "was stopped" : `failed: ${record.error}`}\n`);
        if (options.json) printJson({ run: folder, status: record.status, error: record.error });
        else print(folder);
        return 1;
      }
      if (options.json) printJson(await summarise(folder, read));
      else print(folder);
    } catch (error) {
      if (!(error instanceof LabUnavailable)) throw error;
      for (const { what, remedy } of error.problems) process.stderr.write(`munnin: ${what}; ${remedy}\n`);
      return 1;
    } finally {
      process.off("SIGINT", interrupt).off("SIGTERM", interrupt).off("SIGHUP", interrupt);
    }
  },
};

/** The phases as they pass, on standard error; standard output is for the result. */
function tell({ phase, level, message, exec, progress }: Event): void {
  if (exec) return;
  const done = progress === undefined ? "" : ` ${Math.round(progress * 100)} %`.padStart(6);
  process.stderr.write(`${phase.padEnd(9)}${done.padEnd(7)} ${level === "info" ? "" : `${level}: `}${message}\n`);
}
