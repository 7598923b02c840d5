import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applicationOf } from "../../kernel-helpers/src/app";
import { checkExperiment } from "../../kernel-helpers/src/config";
import { loadProcess } from "../../kernel-helpers/src/load";
import { loadStatistics, wasAnswered } from "../../kernel-helpers/src/runfolder";
import { runTrial } from "./locust";

// Real Locust against a small server; 4 arrivals per second in the first half of the trial, 12 in the second. Page /late is never answered.
const seconds = 8;
const checked = checkExperiment({
  name: "arrivals",
  application: {
    name: "tiny",
    services: { web: { command: ["true"], port: 80 } },
    pages: { read: ["GET /a/[1-50]", "GET /b/[1-50]", "GET /c/[1-50]"], wait: ["GET /late"] },
  },
  load: {
    users: 200,
    steps: [1, 3],
    arrivals: 12,
    think: { mean: 0.2, distribution: "pareto", atMost: 1 },
    behaviours: { read: 0.9, wait: 0.1 },
  },
  trials: { seconds, warmup: 1, stationary: { atMost: 0 } },
});
if ("errors" in checked) throw checked.errors[0];
const { experiment } = checked;

let server: Server;
let folder: string;
const runs: Awaited<ReturnType<typeof runTrial>>[] = [];
let full: (typeof runs)[number];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "munnin-arrivals-"));
  server = createServer((request, response) => void (request.url !== "/late" && response.end(`page ${request.url}`)));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const spec = loadProcess(experiment, applicationOf(experiment), { trial: 0 });
  const narrow = loadProcess({ ...experiment, load: { ...experiment.load, users: 2 } }, applicationOf(experiment), { trial: 0 });
  const beside = runTrial(narrow, join(folder, "full"), port, 6);
  for (const name of ["one", "two"]) runs.push(await runTrial(spec, join(folder, name), port, seconds + 1));
  full = await beside;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const visitors = ({ requests }: (typeof runs)[number]) => [...new Set(requests.map(({ user }) => user))].filter((user) => user < 1_000_000);
const first = ({ requests, zero }: (typeof runs)[number], user: number) => requests.find((line) => line.user === user)!.time - zero - 1;

test("visitors come as often as the curve says, whatever becomes of those before them", () => {
  for (const run of runs) {
    expect(run.code, run.output).toBe(0);
    const times = visitors(run).map((user) => first(run, user));
    const [early, late] = [times.filter((time) => time < 4).length, times.filter((time) => time >= 4 && time < 8).length];
    // Poisson: 4 × 4 = 16 ± 3 × 4, and 12 × 4 = 48 ± 3 × 7.
    expect(Math.abs(early - 16)).toBeLessThanOrEqual(12);
    expect(Math.abs(late - 48)).toBeLessThanOrEqual(21);
    // Once it is told to end, nobody comes any more.
    expect(times.filter((time) => time > 8.3)).toEqual([]);
    // In the warm-up's second, too, under numbers of their own.
    expect(run.requests.some(({ user, time }) => user > 1_000_000 && time < run.zero + 1)).toBe(true);
  }
});

test("who finds the place full is turned away, and those are counted in the log, however the load ends", () => {
  const [, warmup, trial] =
    /^turned away: (\d+) visitors in the warm-up and (\d+) visitors in the trial, of more than 2 at once$/m.exec(full.output) ?? [];
  expect(Number(warmup) + Number(trial), full.output).toBeGreaterThan(0);
  // A visitor who is turned away keeps his number: those who came and those who did not are all.
  const came = visitors(full);
  expect(came.length + Number(trial)).toBeGreaterThanOrEqual(Math.max(...came));
  expect(came.length).toBeLessThan(Math.max(...came));
});

test("two runs of a seed have the same visitors, at the same times, who ask for the same pages", () => {
  const [one, two] = runs;
  const both = visitors(one).filter((user) => visitors(two).includes(user));
  expect(both.length).toBeGreaterThan(40);
  for (const user of both) {
    expect(Math.abs(first(one, user) - first(two, user))).toBeLessThan(0.5);
    const [a, b] = [one, two].map(({ requests }) => requests.filter((line) => line.user === user).map(({ path }) => path));
    const shorter = Math.min(a.length, b.length);
    expect(a.slice(0, shorter)).toEqual(b.slice(0, shorter));
  }
});

test("a visitor leaves after one session", () => {
  for (const { requests } of runs)
    for (const user of new Set(requests.map((line) => line.user))) {
      const pages = requests.filter((line) => line.user === user).map(({ path }) => path.slice(0, 3));
      expect(["/a/ /b/ /c/", "/a/ /b/", "/a/", "/la"]).toContain(pages.join(" "));
    }
});

test("requests under way at the end are on record as unanswered, count as no failures, and all others are Locust's", () => {
  for (const { requests, stats, zero } of runs) {
    const unanswered = requests.filter((line) => !wasAnswered(line));
    expect(unanswered.length).toBeGreaterThan(0);
    expect(new Set(unanswered.map(({ path }) => path))).toEqual(new Set(["/late"]));
    expect(requests.length - unanswered.length).toBe(stats.reduce((sum, { num_requests }) => sum + num_requests, 0));
    const statistics = loadStatistics(requests, { origin: zero + 1, until: seconds, every: 1 });
    const [header, ...rows] = statistics.summary().toCsv().trim().split("\n");
    const failures = header.split(",").indexOf("failures");
    expect(rows.map((row) => row.split(",")[failures])).toEqual(rows.map(() => "0"));
    // Each of them is in flight from its beginning on: at the end as many as there are.
    const flights = statistics.inFlight();
    const before = unanswered.filter(({ time }) => time < zero + seconds).length;
    expect(flights[seconds - 1]).toBeGreaterThanOrEqual(before - 0.001);
  }
});

const python = (script: string, env: Record<string, string> = {}) => {
  const load = join(__dirname, "../../kernel-helpers/python/load");
  const ended = spawnSync(join(__dirname, "../../.venv/bin/python"), ["-B", "-c", script], {
    cwd: load,
    env: { PATH: process.env.PATH, PYTHONPATH: load, ...env },
    encoding: "utf8",
  });
  expect(ended.status, ended.stderr).toBe(0);
  return JSON.parse(ended.stdout.trim().split("\n").at(-1)!);
};

test("nobody comes in steps of no arrivals, and a last one has an end", () => {
  const script = `
import json, random
from arrivals import arrival_times
times = lambda rates: list(arrival_times(random.Random("x"), rates, 30))
print(json.dumps([times([0]), times([0, 20, 0])]))`;
  const [none, some] = python(script);
  expect(none).toEqual([]);
  // Poisson: 20 a second for 10 of the 30 seconds, 200 ± 3 × 14.1.
  expect(Math.abs(some.length - 200)).toBeLessThanOrEqual(42);
  expect([some[0] >= 10, some.at(-1) < 20]).toEqual([true, true]);
});

test("thought is drawn from the distribution that was asked for, with the mean that was asked for", () => {
  const draws = (distribution: string) =>
    python(`
import json, random
from thought import draw_thought
g = random.Random(1)
think = {"mean": 2, "distribution": "${distribution}", "sigma": 1, "shape": 2.5, "atMost": 1000}
print(json.dumps(sorted(draw_thought(g, think) for _ in range(40001))))`) as number[];
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [uniform, lognormal, pareto] = ["uniform", "lognormal", "pareto"].map(draws);
  for (const each of [uniform, lognormal, pareto]) expect(Math.abs(mean(each) - 2)).toBeLessThan(0.1);
  expect([uniform[0] >= 1, uniform.at(-1)! <= 3]).toEqual([true, true]);
  // The median of a lognormal: 2 × exp(−1/2).
  expect(Math.abs(lognormal[20000] - 2 * Math.exp(-0.5))).toBeLessThan(0.04);
  // Pareto from x = 2 × 1.5/2.5 = 1.2 on: a share of 2^−2.5 lies above 2x.
  expect(pareto[0]).toBeGreaterThanOrEqual(1.2);
  expect(Math.abs(pareto.filter((value) => value > 2.4).length / 40001 - 2 ** -2.5)).toBeLessThan(0.01);
});

test("the predecessor's session: six of eleven log in, four of eleven buy, 1 to 21 products are looked at", () => {
  const document = {
    folder: join(folder, "session"),
    seed: "1",
    steps: [1],
    seconds: 1,
    warmup: 0,
    spawnRate: 1,
    customers: { seed: 1, count: 10 },
    behaviours: {},
  };
  const { sessions, logins, orders, least, most, mean } = python(
    `
import json, random
import shop
class Reply:
    def json(self): return [{"id": str(i)} for i in range(9)]
class User: random = random.Random(7); number = 1
logins = orders = 0; lengths = []
for _ in range(4400):
    session = shop.predecessor(User)
    page, pages = next(session), []
    try:
        while True:
            pages.append(page.path.split("?")[0]); page = session.send(Reply())
    except StopIteration: pass
    logins += "/login" in pages; orders += "/orders" in pages
    assert not ("/orders" in pages and "/login" not in pages)
    lengths.append(pages.count("/detail.html"))
print(json.dumps({"sessions": 4400, "logins": logins, "orders": orders, "least": min(lengths), "most": max(lengths), "mean": sum(lengths) / 4400}))`,
    { MUNNIN_LOAD: JSON.stringify(document) },
  );
  // ± 4 standard deviations of a binomial; the mean of 1 to 21 is 11.
  expect(Math.abs(logins / sessions - 6 / 11)).toBeLessThan(0.03);
  expect(Math.abs(orders / sessions - 4 / 11)).toBeLessThan(0.03);
  expect([least, most]).toEqual([1, 21]);
  expect(Math.abs(mean - 11)).toBeLessThan(0.4);
});
