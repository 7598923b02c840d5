import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { checkout, desk, munnin, readJson } from "../run/munnin";

/** SeaweedFS is made once on a machine: where runs of the user's own would look for it, and where Go keeps what it compiled. */
const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
const where = desk();
const own = { ...where, env: { ...where.env, XDG_CACHE_HOME: cache, GOPATH: process.env.GOPATH ?? join(homedir(), "go") } };

let run: string;
let summary: { run: string; stolen: { sent: number; received: number; captured: number } };
let edges: { source: string; destination: string; frames: number }[];
let requests: { method: string; name: string; status: number; failure: string | null; bytes: number }[];

beforeAll(async () => {
  const sets = ["load.users=8", "trials.seconds=14", "exfiltration[0].spans=[[4,9]]", "exfiltration[0].data.bytes=80000"];
  const config = join(checkout, "experiments/seaweedfs.json");
  const ended = await munnin(own, "run", config, "--json", ...sets.flatMap((set) => ["--set", set]));
  expect(ended.stderr, ended.stderr).toBe("");
  summary = JSON.parse(ended.stdout);
  run = summary.run;
  const csv = (await munnin(own, "edges", run, "--every", "60", "--level", "service")).stdout.trim().split("\n").slice(1);
  edges = csv
    .map((line) => line.split(","))
    .map(([, , , source, destination, frames]) => ({ source, destination, frames: Number(frames) }));
  requests = readFileSync(join(run, "trial-0/load/requests.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}, 1_500_000);

test("SeaweedFS is made once, from modules whose checksums are fixed, and kept", () => {
  expect(existsSync(join(cache, "munnin/seaweedfs-0.0.0-20261109003541"))).toBe(true);
});

test("the gateway asks the filer what is where and the volume servers for it, and all tell a monitor outside", () => {
  const has = (source: string, destination: string) => edges.some((edge) => edge.source === source && edge.destination === destination);
  expect(has("client", "s3")).toBe(true);
  expect(edges.filter(({ source, destination }) => source === "client" && destination !== "s3")).toEqual([]);
  for (const [source, destination] of [
    ["s3", "filer"],
    ["s3", "volume"],
    ["volume", "master"],
    ["filer", "master"],
  ])
    expect(has(source, destination), `${source} → ${destination}`).toBe(true);
  expect(has("volume", "outside")).toBe(true);
});

test("objects are uploaded, downloaded whole and listed, without a failure", () => {
  expect(requests.filter(({ failure }) => failure !== null)).toEqual([]);
  const of = (method: string, name: string) => requests.filter((request) => request.method === method && request.name === name);
  expect(of("PUT", "/lab/inbox/[key]").length).toBeGreaterThan(10);
  expect(of("GET", "/lab/archive/[key]").length).toBeGreaterThan(20);
  expect(of("GET", "/lab").length).toBeGreaterThan(3);
  expect(readFileSync(join(run, "logs/client.1.load.log"), "utf8")).not.toContain("Traceback");
  // Half of the objects have more than 16 kB (python/load/objects.py).
  expect(of("GET", "/lab/archive/[key]").some(({ bytes }) => bytes > 16_000)).toBe(true);
});

test("what the thief sent from a volume server through the gateway arrived, and is in the capture", () => {
  const { sent, received, captured } = summary.stolen;
  expect([received, captured]).toEqual([sent, sent]);
  expect(sent).toBeGreaterThanOrEqual(70_000);
  expect(readJson(join(run, "run.json")).status).toBe("done");
});
