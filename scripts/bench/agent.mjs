// How long an agent takes until it is ready, beside a node that does nothing, in pairs; and the most memory that each role takes while a file passes.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "../../test/bench/pairs.mjs";
import { at } from "../setup/paths.mjs";

const flags = ["--max-semi-space-size=1", "--optimize-for-size", "--v8-pool-size=1", "--expose-gc"];
const ports = { tcp: 6969, udp: 6969, http: 8080, dns: 5353, icmp: 1 };
const pairs = 11;
/** Files that pass, bytes, and their chunks: those of 1 MB/s, and some of the greatest. */
const files = [
  { bytes: 10_000_000, chunk: { min: 7059, max: 9412 } },
  { bytes: 30_000_000, chunk: { min: 30_000, max: 60_000 } },
];

const aim = { milliseconds: 300, mebibytes: 60 };

export async function bench({ print }) {
  const folder = mkdtempSync(join(tmpdir(), "munnin-bench-"));
  try {
    print(
      `until an agent listens, medians of ${pairs} pairs with a node that writes one character; load ${loadavg()[0].toFixed(1)} at the start`,
    );
    print("| transport | agent, ms | node alone, ms | times node's | processor, agent and node, ms | aim, ms |");
    print("|---|---|---|---|---|---|");
    for (const transport of Object.keys(ports)) print(await starts(transport, folder));
    print(`\npeak of the resident set, MiB, while a file passes over tcp as fast as it goes; aim ${aim.mebibytes}`);
    print("| file, MB | chunks, B | sender | relay | receiver |");
    print("|---|---|---|---|---|");
    for (const [i, file] of files.entries()) print(await memory(file, `127.79.${i + 3}`, folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function starts(transport, folder) {
  const own = [];
  const bare = [];
  for (let i = 0; i < pairs; i++) {
    bare.push(await start(["-e", 'process.stderr.write("."); setTimeout(() => {}, 60000)'], null, /\./));
    own.push(await start(agent, receiver(transport, `127.79.2.${i + 2}`, folder), /receives at/));
  }
  const [mine, nodes] = [own, bare].map((all) => median(all.map(({ milliseconds }) => milliseconds)));
  const times = median(own.map(({ milliseconds }, i) => milliseconds / bare[i].milliseconds));
  const cpu = [own, bare].map((all) => median(all.map(({ processor }) => processor)).toFixed(0));
  return `| ${[transport, mine.toFixed(0), nodes.toFixed(0), times.toFixed(2), cpu.join(", "), aim.milliseconds].join(" | ")} |`;
}

const agent = [...flags, at("kernel-helpers/dist/agent.js")];
const common = { transport: "tcp", timeToLive: 120, allowed: ["127.0.0.0/8"] };
const key = { passphrase: "bench", compression: false };
const receiver = (transport, address, into, hop = 1) => {
  return { ...common, ...key, transport, role: "receiver", agent: "receiver.1", hop, listen: { address, port: ports[transport] }, into };
};

/** Starts a node, waits until it says something on its standard error, and ends it. */
async function start(args, document, ready) {
  const began = performance.now();
  const one = begin(args, document);
  await one.says(ready);
  const milliseconds = performance.now() - began;
  const processor = processorOf(one.pid);
  one.end();
  await one.exited;
  return { milliseconds, processor };
}

async function memory({ bytes, chunk }, network, folder) {
  const address = (host) => `${network}.${host}`;
  const target = (host) => ({ addresses: [address(host)], port: ports.tcp });
  const last = begin(agent, receiver("tcp", address(3), folder, 2));
  const relay = begin(agent, {
    ...common,
    role: "relay",
    agent: "relay.1",
    hop: 1,
    listen: { address: address(2), port: ports.tcp },
    target: target(3),
    seed: 1,
  });
  const all = [relay, last];
  const peaks = [0, 0, 0];
  try {
    await Promise.all([last.says(/receives at/), relay.says(/relays from/)]);
    const what = { data: { kind: "random", bytes }, chunk, fileName: "bench.bin", seed: 1, bytesPerSecond: 1e9 };
    const sender = begin(agent, { ...common, ...key, role: "sender", agent: "sender.1", hop: 0, target: target(2), ...what });
    all.unshift(sender);
    const looks = setInterval(() => all.forEach(({ pid }, i) => (peaks[i] = Math.max(peaks[i], peakOf(pid)))), 20);
    await last.says(/recovered|corrupt|could not/).finally(() => clearInterval(looks));
    return `| ${[bytes / 1e6, `${chunk.min}–${chunk.max}`, ...peaks.map((peak) => (peak / 2 ** 20).toFixed(1))].join(" | ")} |`;
  } finally {
    all.forEach(({ end }) => end());
  }
}

function begin(args, document) {
  const child = spawn(process.execPath, args, { stdio: ["pipe", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (said += text));
  child.stdin.on("error", () => undefined);
  if (document) child.stdin.write(JSON.stringify(document));
  const exited = new Promise((resolve) => child.on("close", resolve));
  const says = (pattern) =>
    new Promise((resolve, reject) => {
      const look = () => pattern.test(said) && resolve();
      child.stderr.on("data", look);
      void exited.then(() => reject(new Error(`an agent ended: ${said.trim()}`)));
      look();
    });
  return { pid: child.pid, says, exited, end: () => child.kill("SIGKILL") };
}

/** Milliseconds of a processor that a process has taken, in steps of 10. */
function processorOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Bytes; 0 once it has ended. */
function peakOf(pid) {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
