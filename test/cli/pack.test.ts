import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

const checkout = join(__dirname, "../..");
const munnin = (cwd: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(checkout, "kernel-helpers/bin/munnin.js"), ...args], { cwd, encoding: "utf8" });

/** A place with a copy of the recorded run in it. */
function place(): string {
  const folder = mkdtempSync(join(tmpdir(), "munnin-pack-"));
  cpSync(join(checkout, "samples/quickstart"), join(folder, "run"), { recursive: true });
  return folder;
}

test("a packed run opens elsewhere as a crate that names every file with its checksum, and gives the same edges to the byte", () => {
  const [here, there] = [place(), mkdtempSync(join(tmpdir(), "munnin-unpack-"))];
  expect(munnin(here, "runs", "pack", "run")).toMatchObject({ status: 0, stdout: "run.crate.tar.gz\n", stderr: "" });
  execFileSync("tar", ["-xzf", join(here, "run.crate.tar.gz"), "-C", there]);

  const graph = JSON.parse(readFileSync(join(there, "run/ro-crate-metadata.json"), "utf8"))["@graph"] as Record<string, never>[];
  const [descriptor, root] = graph;
  expect(descriptor).toMatchObject({
    "@id": "ro-crate-metadata.json",
    conformsTo: { "@id": "https://w3id.org/ro/crate/1.1" },
    about: { "@id": "./" },
  });
  const parts = (root.hasPart as { "@id": string }[]).map((part) => part["@id"]);
  const unpacked = execFileSync("find", [".", "-type", "f", "-printf", "%P\n"], { cwd: join(there, "run"), encoding: "utf8" })
    .trim()
    .split("\n");
  expect([...parts, "ro-crate-metadata.json", "README.md", "SHA256SUMS"].sort()).toEqual(unpacked.sort());
  for (const file of graph.filter((entity) => entity["@type"] === "File")) {
    const bytes = readFileSync(join(there, "run", file["@id"]));
    expect(file.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(Number(file.contentSize)).toBe(bytes.length);
  }

  const edges = munnin(there, "edges", "run", "--every", "1,10,60", "--exfil", "--trial", "0").stdout;
  expect(edges).toBe(munnin(here, "edges", "run", "--every", "1,10,60", "--exfil").stdout);
  expect(edges.split("\n").length).toBeGreaterThan(100);
  // What the README promises to a stranger.
  expect(readFileSync(join(there, "run/README.md"), "utf8")).toContain(`${createHash("sha256").update(edges).digest("hex")}  trial 0\n`);
});

test("a stranger's sha256sum finds every file of a crate as it was, and one that was changed", () => {
  const here = place();
  munnin(here, "runs", "pack", "run");
  const sums = () => spawnSync("sha256sum", ["--check", "--quiet", "SHA256SUMS"], { cwd: join(here, "run"), encoding: "utf8" });
  expect(sums()).toMatchObject({ status: 0, stdout: "", stderr: "" });
  appendFileSync(join(here, "run/trial-0/exfil.jsonl"), "{}\n");
  expect(sums()).toMatchObject({ status: 1, stdout: "trial-0/exfil.jsonl: FAILED\n" });
});

test("the same run packed twice gives the same bytes", () => {
  const archives = [place(), place()].map(
    (folder) => (munnin(folder, "runs", "pack", "run"), readFileSync(join(folder, "run.crate.tar.gz"))),
  );
  expect(archives[0].equals(archives[1])).toBe(true);
});

test.each([
  ["a run that is not there", ["runs", "pack", "nothing"], "nothing: no such run in"],
  ["no run", ["runs", "pack"], "runs pack: which run?"],
  ["an unknown verb", ["runs", "pck", "run"], "runs: pck is none of its verbs"],
])("%s is refused in one line", (_what, args, message) => {
  const { status, stderr } = munnin(place(), ...args);
  expect([status, stderr.trimEnd().split("\n").length]).toEqual([2, 1]);
  expect(stderr).toContain(message);
});

test("an archive that is there already is kept", () => {
  const here = place();
  munnin(here, "runs", "pack", "run");
  const { mtimeMs } = statSync(join(here, "run.crate.tar.gz"));
  expect(munnin(here, "runs", "pack", "run").stderr).toContain("run.crate.tar.gz: is there already");
  expect(statSync(join(here, "run.crate.tar.gz")).mtimeMs).toBe(mtimeMs);
  expect(existsSync(join(here, "run.crate.tar.gz.half"))).toBe(false);
});
