import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { InputError } from "../config";
import { csvLines } from "../edges/csvLines";
import { openRun } from "../notebook/run";
import { type RunRecord, crateFiles, crateOf, describeFiles, filesBelow, readRun, writeWhole } from "../runfolder";

/**
 * Packs a run folder as a Research Object Crate: `<id>.crate.tar.gz` in the current folder. The same folder gives the same bytes.
 *
 * @returns the archive
 * @throws InputError for a run that still runs, and for an archive that is there already
 */
export async function packRun(folder: string, out = `${basename(resolve(folder))}.crate.tar.gz`): Promise<string> {
  const run = readRun(folder);
  if (run.status === "running")
    throw new InputError(`${run.id}: is not finished; munnin clean ${run.id} ends what is left of a run that died`);
  if (existsSync(out)) throw new InputError(`${out}: is there already; remove it, or pack elsewhere`);
  const [metadata, readme, sums] = crateFiles;
  const files = await describeFiles(folder);
  writeWhole(join(folder, metadata), JSON.stringify(crateOf(run, files), null, 2) + "\n");
  // As sha256sum reads it.
  writeWhole(join(folder, sums), files.map((file) => `${file.sha256}  ${decodeURI(file["@id"])}\n`).join(""));
  writeWhole(join(folder, readme), readmeOf(run, await edgeSums(folder, run)));
  archive(folder, out, run.end ?? run.start);
  return out;
}

function archive(folder: string, out: string, time: number): void {
  const whole = resolve(folder);
  const half = `${out}.${process.pid}.half`;
  const same = [
    "--sort=name",
    "--owner=0",
    "--group=0",
    "--numeric-owner",
    `--mtime=@${Math.floor(time)}`,
    "--mode=u=rw,go=r",
    "--format=ustar",
  ];
  const names = filesBelow(whole).map((file) => `${basename(whole)}/${file}`);
  // gzip writes a name and a time into its header: -n leaves them out.
  const args = [
    ...same,
    "--use-compress-program=gzip -n",
    "--create",
    "--file",
    resolve(half),
    "-C",
    dirname(whole),
    "--null",
    "--files-from=-",
  ];
  const { status, stderr, error } = spawnSync("tar", args, { input: names.join("\0"), encoding: "utf8" });
  try {
    if (error || status !== 0) throw new Error(`tar: ${error?.message ?? stderr.trim().split("\n").at(-1)}`);
    renameSync(half, out);
  } finally {
    rmSync(half, { force: true });
  }
}

/** The SHA-256 of each trial's edges as CSV, the thief's share included, by which who analyses the run elsewhere sees that the same comes out; none of trials without captures. */
async function edgeSums(folder: string, { trials }: RunRecord): Promise<[trial: number, sum: string][]> {
  const { edges } = openRun(folder);
  const sums: [number, string][] = [];
  for (const { index: trial } of trials) {
    try {
      const hash = createHash("sha256");
      for (const piece of csvLines(await edges({ every: granularities, trial, exfil: true }))) hash.update(piece);
      sums.push([trial, hash.digest("hex")]);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  return sums;
}

const granularities = [1, 10, 60];

const readmeOf = ({ id, name, seed, versions }: RunRecord, sums: readonly [number, string][]) => `# ${name}

A run of Munnin ${versions.munnin ?? ""} (${id}, seed ${seed}), as a [Research Object Crate](https://w3id.org/ro/crate/1.1): \`ro-crate-metadata.json\` has every
file with its size and SHA-256. All data in it is synthetic.

That all files are as they were, \`sha256sum --check --quiet SHA256SUMS\` says in this folder.

To analyse it again, with Munnin installed, in the folder that holds this one:

    munnin summary ${id}
    munnin edges ${id} --every ${granularities.join()} --exfil --trial 0 | sha256sum
    munnin run CONFIG       # where CONFIG holds "config" of run.json: the same experiment anew

The edges of each trial have come out the same where their SHA-256 is

${sums.map(([trial, sum]) => `    ${sum}  trial ${trial}\n`).join("") || "    (no trial has captures)\n"}`;
