import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { InputError } from "../config";
import { examine } from "../notebook/examine";
import { writeReport } from "../notebook/report";
import { type Plan, executeRun } from "../run";
import { type RunRecord, readRun, runsHome, writeWhole } from "../runfolder";
import { numbers, words as texts } from "../table/column";
import { table } from "../table/table";
import { type Command, print, printJson, readArguments } from "./command";
import { planOf } from "./configuration";
import { labOf } from "./lab";

/** What a sweep's file holds: a configuration, and the values that some of its keys take. */
interface Sweep {
  readonly name: string;
  /** Path of the configuration, from the sweep's folder. */
  readonly base: string;
  /** Key as `--set` has it, and its values: every combination is a run. */
  readonly grid: Readonly<Record<string, readonly unknown[]>>;
}

/** One combination, and the run that was made of it. */
interface Cell {
  readonly values: readonly unknown[];
  /** Name of the run's folder; none: it has not begun. */
  readonly run?: string;
}

/** Most runs of a sweep. */
const most = 10_000;

export const sweepCommand: Command = {
  name: "sweep",
  usage: "FILE",
  summary: "runs a configuration with every combination of some keys' values",
  help: [
    'FILE is JSON: { "name": "rates", "base": "quickstart.json", "grid": { "load.users": [10, 20], "exfiltration[0].bytesPerSecond": [1000, 20000] } }',
    "The runs go to a folder of their own, NAME-sweep among the runs, with results.csv. All combinations are checked before the first runs.",
    "A sweep that was stopped goes on where it was: the same command again runs what is not done.",
  ],
  async run(args) {
    const { words, options } = readArguments(this, args, {}, { least: 1, most: 1 });
    const sweep = readSweep(words[0]);
    const keys = Object.keys(sweep.grid);
    const base = resolve(dirname(words[0]), sweep.base);
    const combinations = combine(keys.map((key) => sweep.grid[key]));
    const plans = combinations.map((values) =>
      planOf(
        base,
        keys.map((key, i) => `${key}=${JSON.stringify(values[i])}`),
      ),
    );
    const folder = join(runsHome(), `${sweep.name}-sweep`);
    const cells = resumed(folder, sweep, combinations);
    checkUnchanged(folder, cells, plans, words[0]);
    const stop = new AbortController();
    const interrupt = (name: string) => stop.abort(new Error(`stopped by ${name}`));
    process.on("SIGINT", interrupt).on("SIGTERM", interrupt).on("SIGHUP", interrupt);
    try {
      for (const [i, plan] of plans.entries()) {
        if (stop.signal.aborted) break;
        if (statusOf(folder, cells[i]) === "done") continue;
        const shown = keys.map((key, k) => `${key}=${JSON.stringify(cells[i].values[k])}`).join(" ");
        process.stderr.write(`${i + 1} of ${plans.length}: ${shown}\n`);
        const record = await execute(plan, folder, stop.signal, (run) => {
          cells[i] = { values: cells[i].values, run };
          keep(folder, sweep, cells);
        });
        process.stderr.write(`  ${record.status}${record.error ? `: ${record.error}` : ""}\n`);
        writeWhole(join(folder, "results.csv"), resultsOf(folder, keys, cells).toCsv());
      }
    } finally {
      process.off("SIGINT", interrupt).off("SIGTERM", interrupt).off("SIGHUP", interrupt);
    }
    const done = cells.filter((cell) => statusOf(folder, cell) === "done").length;
    if (options.json) printJson({ folder, runs: cells.length, done });
    else print(folder);
    if (done === cells.length) return 0;
    process.stderr.write(`munnin: ${done} of ${cells.length} runs are done; the same command goes on with the others\n`);
    return 1;
  },
};

async function execute(plan: Plan, home: string, signal: AbortSignal, onRun: (name: string) => void): Promise<RunRecord> {
  const { record } = await executeRun(plan, labOf[plan.experiment.lab.kind], {
    home,
    signal,
    examine,
    report: (folder) => writeReport(folder),
    onFolder: (folder) => onRun(basename(folder)),
  });
  return record;
}

/** @throws InputError for a file that is no sweep */
function readSweep(file: string): Sweep {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(`${file}: ${code === "ENOENT" ? "no such file" : code ? `cannot be read (${code})` : "is not JSON"}`);
  }
  const { name, base, grid, ...others } = (given ?? {}) as Partial<Sweep>;
  const [other] = Object.keys(others);
  if (other !== undefined) throw new InputError(`${file}: ${other} is no known key; a sweep has name, base and grid`);
  if (typeof name !== "string" || !/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(name))
    throw new InputError(`${file}: name must be 1 to 64 letters, digits, dots, dashes or underscores`);
  if (typeof base !== "string" || base === "") throw new InputError(`${file}: base must be the path of a configuration`);
  if (typeof grid !== "object" || grid === null || Object.keys(grid).length === 0)
    throw new InputError(`${file}: grid must have keys of the configuration, each with a list of values`);
  for (const [key, values] of Object.entries(grid))
    if (!Array.isArray(values) || values.length === 0)
      throw new InputError(`${file}: grid.${key} must be a list of values, and have one at least`);
  const count = Object.values(grid).reduce((product, values) => product * values.length, 1);
  if (count > most) throw new InputError(`${file}: grid must make at most ${most} runs, not ${count}`);
  return { name, base, grid };
}

/** Every combination of one value of each list; the last list changes fastest. */
function combine(lists: readonly (readonly unknown[])[]): unknown[][] {
  return lists.reduce<unknown[][]>((sofar, values) => sofar.flatMap((each) => values.map((value) => [...each, value])), [[]]);
}

const stateFile = (folder: string): string => join(folder, "sweep.json");

function keep(folder: string, sweep: Sweep, cells: readonly Cell[]): void {
  writeWhole(stateFile(folder), `${JSON.stringify({ ...sweep, cells }, null, 2)}\n`);
}

/** The cells as an earlier sweep of the folder left them. @throws InputError when that was another sweep */
function resumed(folder: string, sweep: Sweep, combinations: readonly unknown[][]): Cell[] {
  const fresh = combinations.map((values) => ({ values }));
  mkdirSync(folder, { recursive: true });
  if (!existsSync(stateFile(folder))) {
    keep(folder, sweep, fresh);
    return fresh;
  }
  const { cells, ...before } = JSON.parse(readFileSync(stateFile(folder), "utf8")) as Sweep & { cells: Cell[] };
  if (JSON.stringify(before) !== JSON.stringify(sweep))
    throw new InputError(`${folder}: holds a sweep with another base or grid; give this one another name, or remove that folder`);
  return cells;
}

/** Runs of one sweep differ in its keys alone. @throws InputError when the configuration has changed since those that are done */
function checkUnchanged(folder: string, cells: readonly Cell[], plans: readonly Plan[], file: string): void {
  const plain = (config: unknown): string => JSON.stringify(config);
  const other = cells.find(
    (cell, i) => statusOf(folder, cell) === "done" && plain(readRun(join(folder, cell.run!)).config) !== plain(plans[i].experiment),
  );
  if (other)
    throw new InputError(
      `${file}: ${other.run} was made of another configuration than the sweep has now; change it back, give the sweep another name, or remove ${folder}`,
    );
}

const statusOf = (folder: string, { run }: Cell): string => {
  if (run === undefined || !existsSync(join(folder, run, "run.json"))) return "waiting";
  return readRun(join(folder, run)).status;
};

/** A row per run: the values, its name and status, and what was stolen in all its trials. */
function resultsOf(folder: string, keys: readonly string[], cells: readonly Cell[]) {
  const begun = cells.flatMap((cell) => (statusOf(folder, cell) === "waiting" ? [] : [{ cell, record: readRun(join(folder, cell.run!)) }]));
  const column = (of: (each: (typeof begun)[number]) => string) => texts([...begun.keys()], begun.map(of));
  const sum = (of: (trial: RunRecord["trials"][number]) => number) =>
    numbers(begun.map(({ record }) => record.trials.reduce((total, trial) => total + of(trial), 0)));
  return table({
    ...Object.fromEntries(keys.map((key, i) => [key, column(({ cell }) => JSON.stringify(cell.values[i]))])),
    run: column(({ record }) => record.id),
    status: column(({ record }) => record.status),
    error: column(({ record }) => record.error ?? ""),
    trials: numbers(begun.map(({ record }) => record.trials.length)),
    sent: sum(({ theft }) => theft?.sent ?? 0),
    received: sum(({ theft }) => theft?.received ?? 0),
    spans: sum(({ rates }) => rates.length),
    spans_held: sum(({ rates }) => rates.filter(({ held }) => held).length),
  });
}
