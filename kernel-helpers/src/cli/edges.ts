import { InputError } from "../config";
import { csvLines } from "../edges/csvLines";
import type { EdgeFileKind } from "../edges/files/open";
import { writeEdges } from "../edges/files/save";
import { type Level, levels } from "../edges/node";
import type { EdgeTable } from "../edges/table";
import { type Command, print, printJson, printPieces, readArguments } from "./command";
import { edgesOf } from "./edgeinput";
import { leavingNoHalves } from "./halves";
import { numberOf, numbersOf, oneOf, timeOf } from "./values";

const options = {
  every: { type: "string" },
  level: { type: "string" },
  entities: { type: "string" },
  align: { type: "string" },
  start: { type: "string" },
  end: { type: "string" },
  dedup: { type: "boolean" },
  virtual: { type: "boolean" },
  trial: { type: "string" },
  exfil: { type: "boolean" },
  format: { type: "string" },
  out: { type: "string" },
} as const;

const formats: readonly EdgeFileKind[] = ["csv", "parquet", "seed"];

export const edgesCommand: Command = {
  name: "edges",
  usage:
    "CAPTURE…|RUN|EDGES [--every 1,10,60] [--level ip|instance|service] [--entities FILE] [--align epoch|first] [--start TIME] [--end TIME] [--dedup] [--exfil] [--format csv|parquet|seed] [--out DIR]",
  summary: "captures to edges per time window",
  help: [
    "  --every 1,10,60   granularities in seconds; default 10, of edges those that they have",
    "  --level LEVEL     what a node is; default service with entities (a run has them), ip without",
    "  --entities FILE   who has which address: CSV (address or CIDR,entity,service), entities.jsonl, what docker inspect or",
    "                    kubectl get po -o wide printed, or a pod creation log",
    "  --align WHERE     windows of captures lie on multiples since the epoch (default) or begin with the first packet; a run's begin with its trial",
    "  --start TIME      start of window 0, instead of --align; packets before it are counted and left out. Seconds since the epoch, or ISO 8601",
    "  --end TIME        packets from then on are counted and left out; with --start there are windows up to it, silent or not",
    "  --dedup           counts a packet once that several capture points saw; without it such captures are refused",
    "  --virtual         of a run, at level instance or ip: adds the way to virtual addresses, as callers see it",
    "  --trial N         trial of a run; default 0",
    "  --exfil           adds the thief's share of each edge, from the ledger of a run: exfil_payload, exfil_app, exfil_bytes, exfil_overhead…",
    "  --format FORMAT   csv (default), parquet, or seed: <base>_<start>_<length>.txt for each window; the last two need --out",
    "  --out DIR         writes DIR/edges.csv, DIR/edges.parquet or the seed files; without it the CSV goes to standard output",
    "  --json            counts, files written and warnings as one JSON object, instead of the CSV",
  ],
  async run(args) {
    const { words, options: given } = readArguments(this, args, options, { least: 1, most: 10_000 });
    const format = oneOf("format", given.format ?? "csv", formats);
    if (given.out === undefined && format !== "csv") throw new InputError(`--format: ${format} needs --out, a folder`);
    const {
      edges,
      base,
      warnings: known = [],
    } = await edgesOf(words, {
      every: numbersOf("every", given.every),
      level: given.level === undefined ? undefined : oneOf<Level>("level", given.level, levels),
      entities: given.entities,
      align: given.align === undefined ? undefined : oneOf("align", given.align, ["epoch", "first"]),
      start: given.start === undefined ? undefined : timeOf("start", given.start),
      end: given.end === undefined ? undefined : timeOf("end", given.end),
      dedup: given.dedup,
      virtual: given.virtual,
      exfil: given.exfil ? "--exfil" : undefined,
      trial: given.trial === undefined ? undefined : numberOf("trial", given.trial),
    });
    const { out } = given;
    const files = out === undefined ? [] : await leavingNoHalves(out, () => writeEdges(edges, out, format, base));
    const warnings = [...known, ...warningsOf(edges)];
    if (given.json) return printJson({ ...figuresOf(edges), files, warnings });
    if (edges.counts.copies.packets > 0) {
      const { packets, bytes } = edges.counts.copies;
      process.stderr.write(`munnin: ${packets} copies of packets were removed, ${bytes} bytes\n`);
    }
    for (const warning of warnings) process.stderr.write(`munnin: warning: ${warning}\n`);
    if (given.out === undefined) await printPieces(csvLines(edges));
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

function warningsOf({ counts: { fault, copies, lost }, level, nodes, parts }: EdgeTable): string[] {
  const nameless = level === "service" && parts.presences.length === 0 && nodes.length > 0 && nodes.every(({ kind }) => kind === "outside");
  return [
    ...(fault ? [`${fault.file}: byte ${fault.position}: ${fault.reason}; nothing behind it is counted`] : []),
    ...(lost > 0 ? [`${lost} packets were dropped by who captured: they are missing in the edges`] : []),
    ...(copies.repeated > 0 ? [`at least ${copies.repeated} packets count several times, as several interfaces saw them: --dedup`] : []),
    ...(nameless ? ["without entities every address is outside: --entities names them"] : []),
  ];
}
