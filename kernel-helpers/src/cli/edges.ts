import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ConfigError, InputError } from "../config";
import type { EdgeFileKind } from "../edges/files/open";
import { writeEdges } from "../edges/files/save";
import { type Level, levels } from "../edges/node";
import type { EdgeTable } from "../edges/table";
import { type Command, printJson, print, readArguments } from "./command";
import { edgesOf } from "./edgeinput";

const options = {
  every: { type: "string" },
  level: { type: "string" },
  entities: { type: "string" },
  align: { type: "string" },
  trial: { type: "string" },
  format: { type: "string" },
  out: { type: "string" },
} as const;

const formats: readonly EdgeFileKind[] = ["csv", "parquet", "seed"];

export const edgesCommand: Command = {
  name: "edges",
  usage:
    "CAPTURE…|RUN|EDGES [--every 1,10,60] [--level ip|instance|service] [--entities FILE] [--align epoch|first] [--format csv|parquet|seed] [--out DIR]",
  summary: "captures to edges per time window",
  help: [
    "  --every 1,10,60   granularities in seconds; default 10, of edges those that they have",
    "  --level LEVEL     what a node is; default service with entities (a run has them), ip without",
    "  --entities FILE   who has which address: CSV (address or CIDR,entity,service), entities.jsonl, what docker inspect or",
    "                    kubectl get po -o wide printed, or a pod creation log",
    "  --align WHERE     windows of captures lie on multiples since the epoch (default) or begin with the first packet; a run's begin with its trial",
    "  --trial N         trial of a run; default 0",
    "  --format FORMAT   csv (default), parquet, or seed: <base>_<start>_<length>.txt for each window; the last two need --out",
    "  --out DIR         writes DIR/edges.csv, DIR/edges.parquet or the seed files; without it the CSV goes to standard output",
    "  --json            counts, files written and warnings as one JSON object, instead of the CSV",
  ],
  async run(args) {
    const { words, options: given } = readArguments(this, args, options, { least: 1, most: 10_000 });
    const format = oneOf("format", given.format ?? "csv", formats);
    if (given.out === undefined && format !== "csv") throw new InputError(`--format: ${format} needs --out, a folder`);
    const { edges, base } = await edgesOf(words, {
      every: given.every?.split(",").map((text) => numberOf("every", text)),
      level: given.level === undefined ? undefined : oneOf<Level>("level", given.level, levels),
      entities: given.entities,
      align: given.align === undefined ? undefined : oneOf("align", given.align, ["epoch", "first"]),
      trial: given.trial === undefined ? undefined : numberOf("trial", given.trial),
    });
    const files = given.out === undefined ? [] : await writeEdges(edges, given.out, format, base);
    const warnings = warningsOf(edges);
    if (given.json) return printJson({ ...figuresOf(edges), files, warnings });
    for (const warning of warnings) process.stderr.write(`munnin: warning: ${warning}\n`);
    if (given.out === undefined) await writeOut(edges);
    else for (const file of format === "seed" ? [given.out] : files) print(file);
  },
};

function figuresOf(edges: EdgeTable) {
  const { level, origin, rowCount: rows, nodes, counts, parts } = edges;
  const windows = parts.slices.map(({ every, windowCount, edges: { length } }) => ({
    granularity: every,
    windows: windowCount,
    rows: length,
  }));
  return { level, origin, rows, nodes: nodes.length, granularities: windows, totals: edges.totals(), counts };
}

function warningsOf({ counts: { fault }, level, nodes, parts }: EdgeTable): string[] {
  const nameless = level === "service" && parts.presences.length === 0 && nodes.length > 0 && nodes.every(({ kind }) => kind === "outside");
  return [
    ...(fault ? [`${fault.file}: byte ${fault.position}: ${fault.reason}; nothing behind it is counted`] : []),
    ...(nameless ? ["without entities every address is outside: --entities names them"] : []),
  ];
}

/** Whoever reads may stop early (`| head`): then there is nothing more to say. */
async function writeOut(edges: EdgeTable): Promise<void> {
  try {
    await pipeline(Readable.from(edges.toTable().csvPieces()), process.stdout, { end: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
  }
}

function oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): T {
  if (!allowed.includes(text as T)) throw new ConfigError(`--${option}`, `must be one of ${allowed.join(", ")}, not ${text}`);
  return text as T;
}

function numberOf(option: string, text: string): number {
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) throw new InputError(`--${option}: must be a number, not ${text}`);
  return number;
}
