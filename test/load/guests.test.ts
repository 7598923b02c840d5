import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applicationOf } from "../../kernel-helpers/src/app";
import { type ExperimentInput, checkExperiment } from "../../kernel-helpers/src/config";
import { loadProcess, usersPlanned, visitOf } from "../../kernel-helpers/src/load";
import { customersOf } from "../../kernel-helpers/src/load/customers";
import { trialProblem } from "../../kernel-helpers/src/run/verdict";
import { runTrial } from "./locust";

/* Real Locust against a small server: 4 users all the time, and with the events 5 more from second 2 to 5, one who exports and one who crawls. */

const seconds = 8;
const events: ExperimentInput["events"] = [
  { at: 2, kind: "flash-crowd", users: 5, seconds: 3 },
  { at: 3, kind: "export", bytes: 250_000, bytesPerSecond: 250_000, pages: ["/big/1", "/big/2"] },
  { at: 5, kind: "crawler", pages: ["/"], pagesPerSecond: 50 },
];
const experimentOf = (more: Partial<ExperimentInput>) => {
  const checked = checkExperiment({
    name: "guests",
    application: {
      name: "tiny",
      services: { web: { command: ["true"], port: 80 } },
      pages: { read: ["GET /a", "GET /c", "GET /n/[1-50]"], stumble: ["GET /n/1"] },
    },
    load: { users: 4, spawnRate: 20, steps: [1], think: { mean: 0.2, distribution: "uniform" }, behaviours: { read: 1 } },
    trials: { seconds, warmup: 1, stationary: { atMost: 0 } },
    ...more,
  });
  if ("errors" in checked) throw checked.errors[0];
  // A configuration with such a page is refused: it stands for a mistake in a Locust file.
  checked.experiment.application.pages!.stumble = ["GET /n/[9-1]"];
  return checked.experiment;
};

// What leads where; other paths answer with a text without links.
const site: Record<string, string> = {
  "/": `<a href="/a">a</a> <a href='/b?x=1&amp;y=2'>b</a> <a href=c>c</a> <a href="#top">top</a> <a href="http://elsewhere.example/z">z</a>
    <a href="mailto:somebody@example.org">write</a> <a href="/a#part">a again</a> <img src="/picture.png"> <a href="http://[nowhere">nowhere</a> <a href="http://127.0.0.1:99999/">no port</a>`,
  "/a": '<a href="/">home</a> <a href="/d/">d</a>',
  "/d/": '<a href="e">e</a> <a href="../a">a</a>',
  "/d/e": '<a href="javascript:void(0)">nothing</a> <a href="/missing">missing</a>',
};

let server: Server;
let folder: string;
let withEvents: Awaited<ReturnType<typeof runTrial>>;
let without: typeof withEvents;
let stumbling: typeof withEvents;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "munnin-guests-"));
  server = createServer(({ url = "" }, response) => {
    if (url === "/missing") return response.writeHead(404).end("missing");
    if (url.startsWith("/big/")) return response.end(Buffer.alloc(100_000, "x"));
    return response.writeHead(200, { "content-type": url in site ? "text/html" : "text/plain" }).end(site[url] ?? 'no page: <a href="/x">');
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const run = (name: string, more: Partial<ExperimentInput>, length = seconds) => {
    const experiment = experimentOf(more);
    return runTrial(loadProcess(experiment, applicationOf(experiment), { trial: 0 }), join(folder, name), port, length + 1);
  };
  const stumble = {
    load: { ...experimentOf({}).load, behaviours: { read: 0.5, stumble: 0.5 } },
    trials: { seconds: 3, warmup: 1, stationary: { atMost: 0 } },
  };
  [withEvents, without, stumbling] = await Promise.all([run("with", { events }), run("without", {}), run("stumbling", stumble, 3)]);
}, 60_000);
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const start = ({ zero }: typeof withEvents) => zero + 1;
const usersWithin = (run: typeof withEvents, from: number, to: number) =>
  new Set(
    run.requests
      .filter(({ time }) => time >= start(run) + from && time < start(run) + to)
      .map(({ user }) => user)
      .filter((user) => user < 3_000_000),
  ).size;

test("a flash crowd is there beside the curve's users, in its span alone", () => {
  expect(withEvents.code, withEvents.output).toBe(0);
  const planned = experimentOf({ events });
  expect([1.99, 2, 4.99, 5].map((second) => usersPlanned(planned, second))).toEqual([4, 9, 9, 4]);
  expect(usersWithin(withEvents, 0, 2)).toBe(4);
  expect(usersWithin(withEvents, 3, 4.5)).toBe(9);
  expect(usersWithin(withEvents, 5.5, 8)).toBe(4);
  const crowd = visitOf(withEvents.requests, 0)!;
  expect(crowd.users).toBe(5);
  expect(crowd.start - start(withEvents)).toBeGreaterThanOrEqual(2);
  expect(crowd.end - start(withEvents)).toBeLessThan(5.5);
  expect(crowd.requests).toBe(withEvents.requests.filter(({ user }) => user > 2_000_000 && user < 3_000_000).length);
});

test("the curve's users do the same with and without the others", () => {
  const pages = ({ requests }: typeof withEvents, user: number) => requests.filter((line) => line.user === user).map(({ path }) => path);
  for (const user of [1, 2, 3, 4]) {
    const [one, two] = [pages(withEvents, user), pages(without, user)];
    const shorter = Math.min(one.length, two.length);
    expect(shorter).toBeGreaterThan(15);
    expect(one.slice(0, shorter)).toEqual(two.slice(0, shorter));
  }
  expect(new Set(without.requests.map(({ user }) => user))).toEqual(new Set([1, 2, 3, 4]));
});

test("an export fetches its pages in turn until its size has come, no faster than it may", () => {
  const own = withEvents.requests.filter(({ user }) => user > 3_000_000 && user < 4_000_000);
  // 100,000 + 100,000 are less than 250,000, with the third it is complete.
  expect(own.map(({ path, bytes }) => [path, bytes])).toEqual([
    ["/big/1", 100_000],
    ["/big/2", 100_000],
    ["/big/1", 100_000],
  ]);
  // The third is asked for when 200,000 bytes are due.
  expect(own[2].time - own[0].time).toBeGreaterThan(0.75);
  expect(visitOf(withEvents.requests, 1)).toMatchObject({ users: 1, requests: 3, bytes: 300_000 });
});

test("a crawler opens each page of the site that a page leads to, once, in the order in which they are found", () => {
  const own = withEvents.requests.filter(({ user }) => user > 4_000_000);
  expect(own.map(({ path }) => path)).toEqual(["/", "/a", "/b?x=1&y=2", "/c", "/picture.png", "/d/", "/d/e", "/missing"]);
  expect(own[0].time - start(withEvents)).toBeGreaterThanOrEqual(5);
  // Eight pages at 50 per second.
  expect(own[7].time - own[0].time).toBeGreaterThan(7 / 50 - 0.02);
});

test("Locust has counted all of them", () => {
  const counted = withEvents.stats.reduce((sum, { num_requests }) => sum + num_requests, 0);
  expect(withEvents.requests.filter(({ answered }) => answered !== false)).toHaveLength(counted);
});

test("what a user stumbles over is a failure by its name, and too many of them fail the trial", () => {
  expect(stumbling.code, stumbling.output).toBe(0);
  const stumbles = stumbling.requests.filter(({ method }) => method === "TASK");
  expect(stumbles.length, stumbling.output).toBeGreaterThan(2);
  expect(new Set(stumbles.map(({ name }) => name))).toEqual(new Set(["ValueError"]));
  expect(stumbles[0]).toMatchObject({ status: 0, path: "" });
  expect(stumbles[0].failure).toMatch(/^ValueError\('empty range .*\) in pages\.py, line \d+$/);
  const limits = (maxFailures: number) => ({ capture: { maxLoss: 0 }, load: { maxFailures } });
  expect(trialProblem(limits(0.01), [], stumbling.requests)).toMatch(
    /requests failed, more than load.maxFailures \(1 %\); one of them: ValueError/,
  );
  expect(trialProblem(limits(0.9), [], stumbling.requests)).toBeNull();
});

test("nobody of a crowd is a customer that another user is, too", () => {
  const crowd = (at: number, users: number) => ({ at, kind: "flash-crowd", users, seconds: 3 }) as const;
  const known = customersOf(experimentOf({ events: [crowd(1, 5), { at: 1, kind: "export" }, crowd(2, 3)] }));
  // At least 50 for the curve's users, and 5 and 3 more.
  expect(known).toEqual({
    ...{ seed: 1, count: 58 },
    crowds: [
      [2_000_001, 5],
      [4_000_001, 3],
    ],
  });
  const numbers = [
    ...Array.from({ length: 50 }, (_, i) => i + 1),
    ...[1, 2, 3, 4, 5].map((n) => 2_000_000 + n),
    ...[1, 2, 3].map((n) => 4_000_000 + n),
  ];
  const script =
    "import json, sys, customers; known, numbers = json.loads(sys.argv[1]); print(json.dumps([customers.customer_of(n, known).username for n in numbers]))";
  const python = join(__dirname, "../../.venv/bin/python");
  const cwd = join(__dirname, "../../kernel-helpers/python/load");
  const names = JSON.parse(
    execFileSync(python, ["-B", "-c", script, JSON.stringify([known, numbers])], { cwd, encoding: "utf8" }),
  ) as string[];
  expect(new Set(names).size).toBe(58);
});
