// How well rates are held: each over two minutes under 50 users of the shop, along user-db → user → front-end → outside,
// the application's way along front-end → orders → shipping → outside. Of one line of `rates`
// all run at once in one lab: 10 B/s and 1 kB/s take next to nothing of it.
//   --seconds 120                        how long each is held
//   --only tcp:1000+udp:10,icmp:20000    which: those that a + joins at once; default: all of `rates`, 14 runs in about 40 minutes
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { agentsOf } from "./agents.mjs";
import { output } from "./command.mjs";

const transports = ["tcp", "http", "udp", "dns", "icmp"];
const usual = { min: 300, max: 400 };

/** What is measured, a line each of those that run at once: 10 B/s, 1 kB/s, 50 kB/s, and the most that each transport is said to carry. */
const rates = [
  transports.map((transport) => ({ transport, rate: 10 })),
  transports.map((transport) => ({ transport, rate: 1000 })),
  ...["tcp", "http", "udp", "icmp"].map((transport) => [{ transport, rate: 50_000 }]),
  ...["tcp", "http"].flatMap((transport) => [[{ transport, rate: 100_000, chunk: usual }], [{ transport, rate: 1_000_000 }]]),
  [{ transport: "udp", rate: 200_000 }],
  [{ transport: "dns", rate: 20_000 }],
  [{ transport: "icmp", rate: 20_000 }],
  [{ transport: "application", rate: 50_000 }],
];

export async function soak(args, print) {
  const { values } = parseArgs({ args, options: { seconds: { type: "string", default: "120" }, only: { type: "string" } } });
  const seconds = Number(values.seconds);
  const chosen = values.only ? values.only.split(",").map((together) => together.split("+").map(given)) : rates;
  print(
    `each over ${seconds} s; minutes, 10 s: slowest and fastest window as a share of what is asked for; IP, back: packet bytes per payload byte on the first hop; agents: CPU of the busiest, load: of the machine\n`,
  );
  print("| transport | asked, B/s | chunks, B | achieved | minutes | 10 s | held | IP | back | agents | load |");
  print("|---|---|---|---|---|---|---|---|---|---|---|");
  for (const together of chosen) for (const line of await measure(together, seconds)) print(line);
  print("");
}

function given(name) {
  const [, transport, rate] = /^(\w+):(\d+)$/.exec(name) ?? [];
  if (!transport) throw new Error(`--only ${name}: must be such as tcp:1000`);
  return rates.flat().find((one) => one.transport === transport && one.rate === Number(rate)) ?? { transport, rate: Number(rate) };
}

/** A line of the table for each; when the run fails, one that says why. */
async function measure(together, seconds) {
  const folder = mkdtempSync(join(tmpdir(), "munnin-soak-"));
  try {
    const config = join(folder, "soak.json");
    writeFileSync(config, JSON.stringify(experiment(together, seconds)));
    const { thefts } = JSON.parse(await output(["plan", config, "--json"], folder)).trials[0];
    const { run, load, agents } = await runIt(folder, config);
    const measured = JSON.parse(readFileSync(join(run, "run.json"), "utf8")).trials[0].rates;
    const lines = arrivalsOf(run);
    return together.map((one, i) => {
      const { jobs } = measured[i];
      const arrivals = lines.filter(({ job }) => jobs.includes(job));
      return row({ ...one, sizes: thefts[i].theft.chunk, measured: measured[i], arrivals, load, agents });
    });
  } catch (error) {
    return together.map(({ transport, rate }) => `| ${transport} | ${rate} | failed: ${error.message.split("\n")[0]} ${"| ".repeat(9)}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function experiment(together, seconds) {
  return {
    name: "soak",
    application: { name: "shop" },
    load: { users: 50, spawnRate: 25 },
    trials: { count: 1, seconds: seconds + 6, warmup: 5, stationary: { atMost: 0 } },
    exfiltration: together.map(({ transport, rate, chunk }) => ({
      ...(transport === "application"
        ? { path: ["front-end", "orders", "shipping"], transport: "http", way: "application", jitter: 0.5 }
        : { path: ["user-db", "user", "front-end"], transport }),
      bytesPerSecond: rate,
      data: { kind: "random" },
      spans: [[3, 3 + seconds]],
      ...(chunk && { chunk }),
    })),
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

function row({ transport, rate, sizes, measured, arrivals, load, agents }) {
  const share = (value) => `${((100 * value) / rate).toFixed(1)} %`;
  const spread = (window) => {
    const rates = ratesOver(arrivals, window);
    return rates.length === 0 ? "–" : `${share(Math.min(...rates))} – ${share(Math.max(...rates))}`;
  };
  const [hop] = measured.hops;
  const ratio = (of) => (hop?.[of] ? (hop[of] / hop.payload).toFixed(2) : "–");
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
