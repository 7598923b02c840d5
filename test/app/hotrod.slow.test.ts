import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { readEvents } from "../../kernel-helpers/src/runfolder";
import { checkout, desk, munnin, readJson } from "../run/munnin";

/** HotROD is made once on a machine: where runs of the user's own would look for it, and where Go keeps what it compiled. */
const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
const where = desk();
const own = { ...where, env: { ...where.env, XDG_CACHE_HOME: cache, GOPATH: process.env.GOPATH ?? join(homedir(), "go") } };

let run: string;
let summary: { run: string; stolen: { sent: number; received: number; captured: number } };
let edges: { source: string; destination: string; frames: number }[];

beforeAll(async () => {
  const spans = ["trials.seconds=14", "exfiltration[0].spans=[[4,9]]", "exfiltration[0].data.bytes=100000"].flatMap((set) => [
    "--set",
    set,
  ]);
  const ended = await munnin(own, "run", join(checkout, "experiments/hotrod.json"), "--json", ...spans);
  expect(ended.stderr, ended.stderr).toBe("");
  summary = JSON.parse(ended.stdout);
  run = summary.run;
  const csv = (await munnin(own, "edges", run, "--every", "60", "--level", "service")).stdout.trim().split("\n").slice(1);
  edges = csv
    .map((line) => line.split(","))
    .map(([, , , source, destination, frames]) => ({ source, destination, frames: Number(frames) }));
}, 400_000);

test("HotROD is made once, from modules whose checksums are fixed, and kept", () => {
  expect(existsSync(join(cache, "munnin/hotrod-1.76.0"))).toBe(true);
  // Nothing is left of a build but its product, whether this run made it or an earlier one.
  const made = readEvents(run).filter(({ message }) => message.startsWith("making HotROD"));
  expect(made.length).toBeLessThanOrEqual(1);
});

test("the front end asks customer, driver and route, and all four tell a collector outside", () => {
  const asked = edges.filter(({ source, frames }) => source === "frontend" && frames > 20).map(({ destination }) => destination);
  expect(asked.sort()).toEqual(["client", "customer", "driver", "outside", "resolver", "route"]);
  for (const service of ["customer", "driver", "frontend", "route"])
    expect(
      edges.some(({ source, destination }) => source === service && destination === "outside"),
      service,
    ).toBe(true);
  // Nobody behind the front end talks to another.
  const behind = ["customer", "driver", "route"];
  expect(edges.filter(({ source, destination }) => behind.includes(source) && behind.includes(destination))).toEqual([]);
});

test("rides are dispatched, and those that HotROD refuses on purpose are no failures", () => {
  const requests = readFileSync(join(run, "trial-0/load/requests.jsonl"), "utf8").trim().split("\n");
  const rides = requests.map((line) => JSON.parse(line)).filter(({ name }) => name === "/dispatch");
  expect(rides.length).toBeGreaterThan(30);
  expect(rides.filter(({ status }) => status === 200).length / rides.length).toBeGreaterThan(0.7);
  expect(rides.filter(({ failure }) => failure !== null)).toEqual([]);
});

test("what the thief sent from the customer service through the front end arrived, and is in the capture", () => {
  const { sent, received, captured } = summary.stolen;
  expect([received, captured]).toEqual([sent, sent]);
  expect(sent).toBeGreaterThanOrEqual(90_000);
  expect(readJson(join(run, "run.json")).status).toBe("done");
});
