import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { readJson } from "../run/munnin";
import { type ApplicationRun, cache, deskWithCache, runApplication } from "./applicationrun";

let run: string;
let stolen: ApplicationRun["stolen"];
let edges: ApplicationRun["edges"];
let requests: ApplicationRun["requests"];

beforeAll(async () => {
  const sets = [
    "load.users=8",
    "trials.seconds=14",
    "trials.stationary.atMost=0",
    "exfiltration[0].spans=[[4,9]]",
    "exfiltration[0].data.bytes=80000",
  ];
  ({ run, stolen, edges, requests } = await runApplication(deskWithCache(), "seaweedfs", sets));
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
  const { sent, received, captured } = stolen;
  expect([received, captured]).toEqual([sent, sent]);
  expect(sent).toBeGreaterThanOrEqual(70_000);
  expect(readJson(join(run, "run.json")).status).toBe("done");
});
