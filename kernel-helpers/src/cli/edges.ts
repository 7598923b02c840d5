import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, InputError } from "../config";
import { type Level, levels } from "../edges/node";
import { readEdges } from "../edges/read";
import type { EdgeTable } from "../edges/table";
import { openRun } from "../notebook/run";
import { writeWhole } from "../runfolder";
import { type Command, print, printJson, readArguments } from "./command";

const options = {
  every: { type: "string" },
  level: { type: "string" },
  align: { type: "string" },
  trial: { type: "string" },
  out: { type: "string" },
} as const;

export const edgesCommand: Command = {
  name: "edges",
  usage: "CAPTURE…|RUN [--every 1,10,60] [--level ip|instance|service] [--align epoch|first] [--out DIR]",
  summary: "captures to edges per time window, as CSV",
  help: [
    "  --every 1,10,60   granularities in seconds; default 10",
    "  --level LEVEL     what a node is; default service for a run, ip for captures",
    "  --align WHERE     windows of captures lie on multiples since the epoch (default) or begin with the first packet; a run's begin with its trial",
    "  --trial N         trial of a run; default 0",
    "  --out DIR         writes DIR/edges.csv; without it the CSV goes to standard output",
    "  --json            counts of what was read; needs --out, or leaves the CSV out",
  ],
  async run(args) {
    const { words, options: given } = readArguments(this, args, options, { least: 1, most: 10_000 });
    const table = await read(words, given);
    const file = given.out === undefined ? null : write(given.out, table);
    if (given.json) return printJson({ rows: table.rowCount, counts: table.counts, files: file ? [file] : [] });
    if (file) print(file);
    else process.stdout.write(table.toCsv());
  },
};

async function read(
  words: readonly string[],
  given: { every?: string; level?: string; align?: string; trial?: string },
): Promise<EdgeTable> {
  const every = (given.every ?? "10").split(",").map((text) => numberOf("every", text));
  if (given.level !== undefined && !levels.includes(given.level as Level))
    throw new ConfigError("--level", `must be one of ${levels.join(", ")}, not ${given.level}`);
  const level = given.level as Level | undefined;
  const isRun = words.length === 1 && existsSync(join(words[0], "run.json"));
  if (isRun) return openRun(words[0]).edges({ every, level, trial: numberOf("trial", given.trial ?? "0") });
  if (level !== undefined && level !== "ip")
    throw new ConfigError("--level", `must be ip for captures, whose entities are not known, not ${level}`);
  return readEdges(
    words.map((file) => ({ file })),
    { every, level: "ip", align: (given.align ?? "epoch") as "epoch" | "first" },
  );
}

function write(folder: string, table: EdgeTable): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "edges.csv");
  writeWhole(file, table.toCsv());
  return file;
}

function numberOf(option: string, text: string): number {
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) throw new InputError(`--${option}: must be a number, not ${text}`);
  return number;
}
