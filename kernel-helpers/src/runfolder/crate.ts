import { createHash } from "node:crypto";
import { createReadStream, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { RunRecord } from "./run";

/** Files that make a run folder a crate; they describe the others. */
export const crateFiles = ["ro-crate-metadata.json", "README.md", "SHA256SUMS"] as const;

const formats: Readonly<Record<string, readonly [format: string, what: string]>> = {
  ".pcap": ["application/vnd.tcpdump.pcap", "Packets as tcpdump wrote them"],
  ".pcap.gz": ["application/gzip", "Packets as tcpdump wrote them, packed"],
  ".jsonl": ["application/jsonl", "One JSON object a line"],
  ".json": ["application/json", "JSON"],
  ".csv": ["text/csv", "Comma-separated values"],
  ".parquet": ["application/vnd.apache.parquet", "Table"],
  ".html": ["text/html", "Page"],
  ".png": ["image/png", "Picture"],
  ".log": ["text/plain", "Output of a process"],
};

/** What is known of single files, beyond their kind. */
const meanings: Readonly<Record<string, string>> = {
  "run.json": "What was run, where, with what result",
  "events.jsonl": "What happened, as it happened",
  "entities.jsonl": "Which address was whose, and when",
  "exfil.jsonl": "The ledger: what the agents sent, relayed and received",
  "requests.jsonl": "The users' requests, one a line",
};

/** A file of a run folder as its crate describes it. */
export type CrateFile = Awaited<ReturnType<typeof describe>>;

/** All files of a run folder but those that describe the others, each with its size, its SHA-256 and what it is. */
export async function describeFiles(folder: string): Promise<CrateFile[]> {
  const files = filesBelow(folder).filter((file) => !(crateFiles as readonly string[]).includes(file));
  const parts = [];
  for (const file of files) parts.push(await describe(folder, file));
  return parts;
}

/**
 * Metadata that make a run folder a Research Object Crate.
 *
 * @param parts its files, as `describeFiles` has them
 * @returns the content of `ro-crate-metadata.json`
 * @see https://w3id.org/ro/crate/1.1
 */
export function crateOf(run: RunRecord, parts: readonly CrateFile[]): object {
  return {
    "@context": "https://w3id.org/ro/crate/1.1/context",
    "@graph": [
      {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        conformsTo: { "@id": "https://w3id.org/ro/crate/1.1" },
        about: { "@id": "./" },
      },
      {
        "@id": "./",
        "@type": "Dataset",
        identifier: run.id,
        name: `${run.name}: a run of ${iso(run.start)}`,
        description: "Traffic of a microservice application in a lab, with synthetic data stolen from it, and the ledger of the theft.",
        datePublished: iso(run.end ?? run.start).slice(0, 10),
        license: "Synthetic data: the run's authors say how it may be used",
        hasPart: parts.map(({ "@id": id }) => ({ "@id": id })),
        mentions: { "@id": "#run" },
      },
      {
        "@id": "#run",
        "@type": "CreateAction",
        name: `munnin run, seed ${run.seed}`,
        instrument: { "@id": "#munnin" },
        startTime: iso(run.start),
        ...(run.end === null ? {} : { endTime: iso(run.end) }),
        actionStatus: run.status === "done" ? "http://schema.org/CompletedActionStatus" : "http://schema.org/FailedActionStatus",
        result: { "@id": "./" },
      },
      { "@id": "#munnin", "@type": "SoftwareApplication", name: "Munnin", softwareVersion: run.versions.munnin ?? "unknown" },
      ...parts,
    ],
  };
}

const iso = (time: number) => new Date(time * 1000).toISOString();

async function describe(folder: string, file: string) {
  const name = file.split("/").at(-1)!;
  const [format, what] = formats[/\.pcap\.gz$|\.[^.]+$/.exec(name)?.[0] ?? ""] ?? ["application/octet-stream", "File"];
  const path = join(folder, file);
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return {
    "@id": encodeURI(file),
    "@type": "File",
    name: meanings[name] ?? what,
    encodingFormat: format,
    contentSize: String(statSync(path).size),
    sha256: hash.digest("hex"),
  };
}

/** Files below a folder, as paths from it with slashes, sorted; none that are still being written. */
export function filesBelow(folder: string, above = ""): string[] {
  return readdirSync(join(folder, above), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = above + entry.name;
      if (entry.isDirectory()) return filesBelow(folder, `${path}/`);
      return entry.isFile() && !entry.name.endsWith(".half") ? [path] : [];
    });
}
