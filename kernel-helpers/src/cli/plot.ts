import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { InputError } from "../config";
import { type Level, levels } from "../edges/node";
import { computeMetrics } from "../metrics/compute";
import { findMetrics, openMetrics } from "../metrics/files/open";
import type { AnyDefinition } from "../metrics/graph";
import { errorLine, MetricTable } from "../metrics/table";
import { openRun } from "../notebook/run";
import { figuresFolderOf } from "../notebook/savefigure";
import { type ThemeName, themeNames } from "../plot/style";
import { type Command, print, printJson, readArguments } from "./command";
import { edgesOf } from "./edgeinput";
import { askedMetrics } from "./metrics";
import { type DrawnFigure, picturesOf, type Subject, writePictures } from "./pictures";
import { namesOf, numberOf, numbersOf, oneOf } from "./values";

const options = {
  metric: { type: "string" },
  module: { type: "string" },
  every: { type: "string" },
  level: { type: "string" },
  trial: { type: "string" },
  theme: { type: "string" },
  out: { type: "string" },
} as const;

interface PlotOptions {
  readonly every?: readonly number[];
  readonly level?: Level;
  readonly trial?: number;
  readonly names?: readonly string[];
  readonly module?: string;
  readonly out?: string;
}

/** What is drawn into a folder. */
interface Job {
  readonly subject: Subject;
  readonly folder: string;
}

export const plotCommand: Command = {
  name: "plot",
  usage: "RUN|METRICS|EDGES [--every 1,10] [--level ip|instance|service] [--metric NAME,…] [--theme light|dark] [--out DIR]",
  summary: "figures of a run, of metrics or of edges, as Plotly JSON, HTML and PNG",
  help: [
    "  --every 1,10      granularities in seconds; default of a run 1,10, else those that there are",
    "  --level LEVEL     what a node is; default of a run service and instance, for comparison",
    "  --metric NAME,…   which metrics; default a dozen, of metrics all",
    "  --module FILE     a module of metrics, as munnin metrics takes it",
    "  --trial N         one trial of a run; default all of them",
    "  --theme THEME     light (default) or dark",
    "  --out DIR         where the figures go; default RUN/trial-N/figures, or figures beside the metrics or edges",
    "  --json            figures, files and warnings as one JSON object",
  ],
  async run(args) {
    const { words, options: given } = readArguments(this, args, options, { least: 1, most: 1 });
    const theme = given.theme === undefined ? "light" : oneOf<ThemeName>("theme", given.theme, themeNames);
    const jobs = await jobsOf(words[0], {
      every: numbersOf("every", given.every),
      level: given.level === undefined ? undefined : oneOf<Level>("level", given.level, levels),
      trial: given.trial === undefined ? undefined : numberOf("trial", given.trial),
      names: namesOf("metric", given.metric),
      module: given.module,
      out: given.out,
    });
    const figures: DrawnFigure[] = [];
    const files: string[] = [];
    const warnings = new Set<string>();
    for (const { subject, folder } of jobs) {
      for (const { errors } of subject.tables) for (const error of errors) warnings.add(errorLine(error));
      const written = await writePictures(
        picturesOf(subject, theme, (warning) => warnings.add(warning)),
        folder,
      );
      figures.push(...written.drawn);
      files.push(...written.files);
      for (const warning of written.warnings) warnings.add(warning);
    }
    if (given.json) return printJson({ count: figures.length, figures, files, warnings: [...warnings] });
    for (const warning of warnings) process.stderr.write(`munnin: warning: ${warning}\n`);
    for (const file of files) print(file);
  },
};

async function jobsOf(input: string, given: PlotOptions): Promise<Job[]> {
  if (existsSync(join(input, "run.json"))) return jobsOfRun(input, given);
  if (given.trial !== undefined) throw new InputError("--trial: only a run has trials");
  const folder = given.out ?? join(besides(input), "figures");
  if (await findMetrics(input)) {
    if (given.module !== undefined) throw new InputError("--module: the metrics are computed already; give it edges or a run");
    const table = await openMetrics(input, { level: given.level });
    if (given.level !== undefined && given.level !== table.level)
      throw new InputError(`--level: the metrics are at level ${table.level}, not ${given.level}`);
    return [{ subject: { tables: [chosen(table, given)] }, folder }];
  }
  const { edges } = await edgesOf([input], { every: given.every, level: given.level });
  return [{ subject: { tables: [computeMetrics(edges, await askedMetrics(given.names, given.module))], edges }, folder }];
}

async function jobsOfRun(input: string, { every = [1, 10], level, trial, names, module, out }: PlotOptions): Promise<Job[]> {
  const run = openRun(input);
  const { trials } = run.record;
  const wanted = trial !== undefined ? [trial] : trials.map(({ index }) => index);
  if (wanted.length === 0) throw new InputError(`${input}: the run (${run.record.status}) has no finished trial to draw`);
  const asked: AnyDefinition[] = await askedMetrics(names, module);
  const drawnLevels: Level[] = level ? [level] : ["service", "instance"];
  return Promise.all(
    wanted.map(async (index) => {
      const edges = await Promise.all(drawnLevels.map((one) => run.edges({ trial: index, every, level: one })));
      const subject: Subject = {
        tables: edges.map((one) => computeMetrics(one, asked)),
        edges: edges[0],
        path: run.paths({ trial: index, level: drawnLevels[0] }),
        load: run.hasLoad(index) ? run.load({ trial: index }) : undefined,
      };
      const folder = out === undefined ? figuresFolderOf(run.folder, index) : wanted.length > 1 ? join(out, `trial-${index}`) : out;
      return { subject, folder };
    }),
  );
}

/** The metrics and granularities of a table that are wanted. @throws InputError for one that it does not have */
function chosen(table: MetricTable, { names, every }: PlotOptions): MetricTable {
  const slices = every ? every.map((one) => table.every(one).parts.slices[0]) : table.parts.slices;
  const missing = names?.find((name) => !table.metrics.includes(name));
  if (missing !== undefined) throw new InputError(`--metric: the metrics are ${table.metrics.join(", ")}, not "${missing}"`);
  const kept = slices.map((slice) => ({ ...slice, results: slice.results.filter(({ name }) => names?.includes(name) ?? true) }));
  return new MetricTable({ ...table.parts, slices: [...kept].sort((a, b) => a.every - b.every) });
}

const besides = (input: string): string => (statSync(input, { throwIfNoEntry: false })?.isDirectory() ? input : dirname(input));
