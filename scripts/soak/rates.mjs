// How well rates are held: each over two minutes under 50 users of the shop, along user-db → user → front-end → outside.
//   --seconds 120            how long each is held
//   --only tcp:1000,udp:10   which; default: 10 B/s, 1 kB/s, 50 kB/s and the most of each transport
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { agentsOf } from "./agents.mjs";
import { output } from "./command.mjs";

/** The most that each transport is said to carry, bytes/s; one of 300 to 400 byte chunks, where it is another. */
const most = {
  tcp: [{ rate: 100_000, chunk: { min: 300, max: 400 } }, { rate: 1_000_000 }],
  http: [{ rate: 100_000, chunk: { min: 300, max: 400 } }, { rate: 1_000_000 }],
  udp: [{ rate: 200_000 }],
};

export async function soak(args, print) {
  const { values } = parseArgs({ args, options: { seconds: { type: "string", default: "120" }, only: { type: "string" } } });
  const seconds = Number(values.seconds);
  const all = Object.entries(most).flatMap(([transport, greatest]) =>
    [{ rate: 10 }, { rate: 1000 }, { rate: 50_000 }, ...greatest].map((one) => ({ transport, ...one })),
  );
  const only = values.only?.split(",");
  const chosen = only ? only.map((name) => all.find(({ transport, rate }) => `${transport}:${rate}` === name) ?? given(name)) : all;
  print(
    `each over ${seconds} s; spread: slowest and fastest minute (or 10 s) as a share of what is asked for; agents: CPU of the busiest, load: of the machine\n`,
  );
  print("| transport | asked, B/s | chunks, B | achieved | minutes | 10 s | held | IP per payload byte | back | agents | load |");
  print("|---|---|---|---|---|---|---|---|---|---|---|");
  for (const one of chosen) print(await measure(one, seconds));
  print("");
}

function given(name) {
  const [, transport, rate] = /^(\w+):(\d+)$/.exec(name) ?? [];
  if (!transport) throw new Error(`--only ${name}: must be such as tcp:1000`);
  return { transport, rate: Number(rate) };
}

async function measure({ transport, rate, chunk }, seconds) {
  const folder = mkdtempSync(join(tmpdir(), "munnin-soak-"));
  try {
    const config = join(folder, "soak.json");
    writeFileSync(config, JSON.stringify(experiment(transport, rate, chunk, seconds)));
    const { run, load, agents } = await runIt(folder, config);
    const { rates } = JSON.parse(readFileSync(join(run, "run.json"), "utf8")).trials[0];
    const { rates: summed } = JSON.parse(await output(["summary", run, "--json"], folder));
    const sizes = JSON.parse(await output(["plan", config, "--json"], folder)).trials[0].thefts[0].theft.chunk;
    return row({ transport, rate, sizes, measured: rates[0], hops: summed[0].hops, arrivals: arrivalsOf(run), load, agents });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function experiment(transport, bytesPerSecond, chunk, seconds) {
  const theft = { path: ["user-db", "user", "front-end"], transport, bytesPerSecond, data: { kind: "random" }, spans: [[3, 3 + seconds]] };
  return {
    name: "soak",
    application: { name: "shop" },
    load: { users: 50, spawnRate: 25 },
    trials: { count: 1, seconds: seconds + 6, warmup: 5 },
    exfiltration: [chunk ? { ...theft, chunk } : theft],
  };
}

/** One run, with the machine's load and the CPU of its agents looked at each second. */
async function runIt(folder, config) {
  const loads = [];
  const agents = agentsOf(folder);
  const looks = setInterval(() => {
    loads.push(loadavg()[0]);
    agents.look();
  }, 1000);
  try {
    const { run } = JSON.parse(await output(["run", config, "--json"], folder));
    return { run, load: loads.reduce((a, b) => a + b, 0) / loads.length, agents: agents.busiest() };
  } finally {
    clearInterval(looks);
  }
}

/** Times and sizes of what came, from the ledger. */
function arrivalsOf(run) {
  const lines = readFileSync(join(run, "trial-0/exfil.jsonl"), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line)).filter(({ event, payload }) => event === "received" && payload > 0);
}

function row({ transport, rate, sizes, measured, hops, arrivals, load, agents }) {
  const share = (value) => `${((100 * value) / rate).toFixed(1)} %`;
  const spread = (window) => {
    const rates = ratesOver(arrivals, window);
    return rates.length === 0 ? "–" : `${share(Math.min(...rates))} – ${share(Math.max(...rates))}`;
  };
  const ratio = (of) => (hops[0]?.[of] ? (hops[0][of] / hops[0].payload).toFixed(2) : "–");
  const cells = [
    transport,
    rate,
    sizes.min === sizes.max ? sizes.min : `${sizes.min}–${sizes.max}`,
    measured.rate === null ? "–" : share(measured.rate),
    spread(60),
    spread(10),
    measured.held ? "yes" : "**no**",
    ratio("ip"),
    ratio("back"),
    `${(100 * agents).toFixed(0)} %`,
    load.toFixed(1),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** Rates of all windows of a length that begin each second. */
function ratesOver(arrivals, window) {
  const [first, last] = [arrivals[0]?.time ?? 0, arrivals.at(-1)?.time ?? 0];
  const rates = [];
  for (let from = first; from + window <= last; from++) {
    const bytes = arrivals.reduce((sum, { time, payload }) => (time >= from && time < from + window ? sum + payload : sum), 0);
    rates.push(bytes / window);
  }
  return rates;
}
