import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { readEvents } from "../../kernel-helpers/src/runfolder";
import { readJson } from "../run/munnin";
import { type ApplicationRun, cache, deskWithCache, runApplication } from "./applicationrun";

let run: string;
let stolen: ApplicationRun["stolen"];
let edges: ApplicationRun["edges"];
let requests: ApplicationRun["requests"];

beforeAll(async () => {
  const sets = ["trials.seconds=14", "trials.stationary.atMost=0", "exfiltration[0].spans=[[4,9]]", "exfiltration[0].data.bytes=100000"];
  ({ run, stolen, edges, requests } = await runApplication(deskWithCache(), "hotrod", sets));
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
  const rides = requests.filter(({ name }) => name === "/dispatch");
  expect(rides.length).toBeGreaterThan(30);
  expect(rides.filter(({ status }) => status === 200).length / rides.length).toBeGreaterThan(0.7);
  expect(rides.filter(({ failure }) => failure !== null)).toEqual([]);
});

test("what the thief sent from the customer service through the front end arrived, and is in the capture", () => {
  const { sent, received, captured } = stolen;
  expect([received, captured]).toEqual([sent, sent]);
  expect(sent).toBeGreaterThanOrEqual(90_000);
  expect(readJson(join(run, "run.json")).status).toBe("done");
});
