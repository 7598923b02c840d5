import { spawnSync } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { InputError } from "../config";
import { type RunRecord, crateFiles, crateOf, filesBelow, readRun, writeWhole } from "../runfolder";

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
  const [metadata, readme] = crateFiles;
  writeWhole(join(folder, metadata), JSON.stringify(await crateOf(folder, run), null, 2) + "\n");
  writeWhole(join(folder, readme), readmeOf(run));
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
  const files = filesBelow(whole).map((file) => `${basename(whole)}/${file}`);
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
  const { status, stderr, error } = spawnSync("tar", args, { input: files.join("\0"), encoding: "utf8" });
  try {
    if (error || status !== 0) throw new Error(`tar: ${error?.message ?? stderr.trim().split("\n").at(-1)}`);
    renameSync(half, out);
  } finally {
    rmSync(half, { force: true });
  }
}

const readmeOf = ({ id, name, seed, versions }: RunRecord) => `# ${name}

A run of Munnin ${versions.munnin ?? ""} (${id}, seed ${seed}), as a [Research Object Crate](https://w3id.org/ro/crate/1.1): \`ro-crate-metadata.json\` has every
file with its size and SHA-256. All data in it is synthetic.

To analyse it again, with Munnin installed:

    munnin summary ${id}
    munnin edges ${id} --every 1,10,60
    munnin run CONFIG       # where CONFIG holds "config" of run.json: the same experiment anew
`;
