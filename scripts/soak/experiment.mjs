// How a long experiment holds: 15 minutes of the shop under 150 users, 20 kB/s stolen all the while; and how long labs take to start.
//   --seconds 900     length of the trial
//   --users 150       users at the top of the curve
//   --no-starts       without the labs' starts
//   --starts-only     with nothing else
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { at } from "../setup/paths.mjs";
import { watched } from "./command.mjs";

/** Share by which load and rate may miss what was asked for; share of a core that the coordinator may take. */
const tolerance = 0.05;
const leastCoordinator = 0.05;
const bytesPerSecond = 20_000;

/** Half of the seconds within which each user sends something: the shop's think up to 3 s. */
const thinking = 2;

/** Clock ticks a second, as Linux counts CPU time. */
const ticks = 100;

export async function soak(args, print) {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: "string", default: "900" },
      users: { type: "string", default: "150" },
      "no-starts": { type: "boolean", default: false },
      "starts-only": { type: "boolean", default: false },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), "munnin-soak-"));
  try {
    if (!values["starts-only"]) await experiment(folder, Number(values.seconds), Number(values.users), print);
    if (!values["no-starts"]) await starts(folder, print);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function experiment(folder, seconds, users, print) {
  const { usersAt } = await import(at("kernel-helpers/dist/load/curves.js"));
  const edge = Math.min(15, seconds / 10);
  const config = join(folder, "soak.json");
  const theft = { path: ["user-db", "user", "front-end"], bytesPerSecond, data: { kind: "random" }, spans: [[edge, seconds - edge]] };
  writeFileSync(
    config,
    JSON.stringify({
      name: "soak",
      application: { name: "shop", scale: { "front-end": 2, user: 2 } },
      load: { users, spawnRate: 10 },
      trials: { seconds, warmup: 10 },
      exfiltration: [theft],
    }),
  );
  const loads = [];
  const coordinator = cpuFollower();
  const { problem } = await watched(["run", config, "--json"], folder, (pid) => {
    loads.push(loadavg()[0]);
    // What it does when the trial is over (reading captures, writing the report) is not what is asked about.
    if (!existsSync(join(folder, "runs")) || isGoingOn(folder)) coordinator.look(pid);
  });
  const run = newestRun(folder);
  if (run === null) throw new Error(problem ?? "there is no run");
  const record = readJson(join(run, "run.json"));
  const [trial] = record.trials;
  if (!trial) throw new Error(record.error ?? problem);
  const count = readJson(join(run, "trial-0/capture/lab.json"));
  const requests = linesOf(join(run, "trial-0/load/requests.jsonl")).filter(({ time }) => time >= trial.start && time < trial.end);
  const steps = stepsOf(requests, trial, seconds).map(
    (atWork, step) => atWork / usersAt("normal", users, ((step + 0.5) * seconds) / 24, seconds),
  );
  const mean = steps.reduce((sum, ratio) => sum + ratio, 0) / steps.length;
  const worst = steps.reduce((most, ratio) => (Math.abs(ratio - 1) > Math.abs(most - 1) ? ratio : most), 1);
  const [rate] = trial.rates;
  const size = statSync(join(run, "trial-0/capture/lab.pcap")).size;
  const failed = requests.filter(({ failure }) => failure !== null).length;
  const share = coordinator.share();

  print(
    `${seconds} s of the shop under ${users} users, ${bytesPerSecond} B/s stolen; mean load of the machine ${average(loads).toFixed(1)}\n`,
  );
  print("| what | measured | aim | |");
  print("|---|---|---|---|");
  const row = (what, measured, aim, holds) => print(`| ${what} | ${measured} | ${aim} | ${holds ? "yes" : "**no**"} |`);
  row("run", record.status + (record.error ? `: ${record.error}` : ""), "done", record.status === "done");
  row("packets lost", `${count.dropped} of ${count.received} (${(size / 1e6).toFixed(0)} MB)`, "none", count.dropped === 0);
  row("users at work, mean of the 24 steps", percent(mean), "95 to 105 % of the plan", within(mean));
  row("users at work, the worst step", percent(worst), "95 to 105 % of the plan", within(worst));
  row("requests", `${requests.length}, ${failed} failed`, "none failed", failed === 0);
  row(
    "rate at the receiver",
    rate?.rate ? percent(rate.rate / bytesPerSecond) : "–",
    "95 to 105 %",
    rate?.rate && within(rate.rate / bytesPerSecond),
  );
  row("the same, worst minute", rate?.worst ? percent(worstOf(rate)) : "–", "95 to 105 %", rate?.held === true);
  row("coordinator, of one core", percent(share), "under 5 %", share < leastCoordinator);
  print("");
}

const percent = (share) => `${(100 * share).toFixed(1)} %`;
const within = (ratio) => Math.abs(ratio - 1) <= tolerance;
const average = (values) => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));
const linesOf = (file) =>
  readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** What arrived in the worst minute, as a share of what was wanted. */
const worstOf = ({ worst }) => worst.received / worst.wanted;

function newestRun(folder) {
  const runs = join(folder, "runs");
  const names = existsSync(runs) ? readdirSync(runs).filter((name) => existsSync(join(runs, name, "run.json"))) : [];
  return names.length > 0 ? join(runs, names.sort().at(-1)) : null;
}

/** Whether the trial of the newest run has not ended. */
function isGoingOn(folder) {
  const run = newestRun(folder);
  return run === null || readJson(join(run, "run.json")).trials.length === 0;
}

/** Users who sent something around the middle of each of the 24 steps, where they do not change; in short steps a little beyond, since users think. */
function stepsOf(requests, { start }, seconds) {
  const step = seconds / 24;
  const reach = Math.max(step / 4, thinking);
  return Array.from({ length: 24 }, (_, index) => {
    const middle = start + (index + 0.5) * step;
    return new Set(requests.filter(({ time }) => Math.abs(time - middle) < reach).map(({ user }) => user)).size;
  });
}

/** Follows the CPU time of one process. */
function cpuFollower() {
  let first = null;
  let last = null;
  return {
    look(pid) {
      try {
        const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1].split(" ");
        last = { time: performance.now() / 1000, cpu: (Number(fields[11]) + Number(fields[12])) / ticks };
        first ??= last;
      } catch {
        // It has ended.
      }
    },
    share: () => (first ? (last.cpu - first.cpu) / Math.max(1, last.time - first.time) : NaN),
  };
}

const scaling = ["front-end", "catalogue", "carts", "orders", "user", "payment", "shipping", "queue-master"];

/** Labs that are brought up, and how long that may take, seconds. */
const labs = [
  { name: "shop", scale: {}, aim: 10 },
  { name: "shop", scale: { "front-end": 2, user: 2 }, aim: 10 },
  { name: "shop", scale: Object.fromEntries(scaling.map((service) => [service, 10])), aim: 40 },
  { name: "hotrod", scale: {}, aim: 3 },
];

async function starts(folder, print) {
  print("| application | instances | ready after | aim | |");
  print("|---|---|---|---|---|");
  for (const { name, scale, aim } of labs) {
    const config = join(folder, "start.json");
    const application = { name, scale };
    writeFileSync(
      config,
      JSON.stringify({
        name: "start",
        application,
        load: { users: 1 },
        trials: { seconds: 1, warmup: 0, stationary: { atMost: 0 }, cooldown: 0 },
      }),
    );
    const before = newestRun(folder);
    const { problem } = await watched(["run", config, "--json"], folder, () => {});
    const run = newestRun(folder);
    if (run === null || run === before) throw new Error(problem ?? "there is no run");
    const events = linesOf(join(run, "events.jsonl"));
    const begin = events.findIndex(({ phase, message }) => phase === "setup" && / instances of /.test(message));
    const ready = events.find(({ phase }, i) => i > begin && phase !== "setup");
    const took = ready.time - events[begin].time;
    const isUp = ["populate", "warmup"].includes(ready.phase);
    print(
      `| ${name} | ${parseInt(events[begin].message, 10)} | ${isUp ? `${took.toFixed(1)} s` : (problem ?? "never").split("\n")[0]} | ${aim} s | ${isUp && took < aim ? "yes" : "**no**"} |`,
    );
  }
  print("");
}
