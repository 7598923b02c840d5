// What a message costs an agent: a file as fast as it goes from a sender over two relays to a receiver, on the loopback interface, in small and in
// great chunks. The lines through both are what kernel-helpers/src/exfil/rates.ts counts with.
//   --seconds 4    about how long each takes
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { at } from "../setup/paths.mjs";

/** Chunks of each transport, and the port. */
const transports = {
  tcp: { port: 6969, chunks: [350, 8000, 40_000] },
  udp: { port: 6969, chunks: [350, 600] },
  http: { port: 8080, chunks: [350, 8000, 40_000] },
  dns: { port: 5353, chunks: [100, 350, 2000] },
  icmp: { port: 1, chunks: [100, 350, 540] },
};
const flags = ["--max-semi-space-size=1", "--optimize-for-size", "--v8-pool-size=1", "--expose-gc"];

export async function soak(args, print) {
  const { values } = parseArgs({ args, options: { seconds: { type: "string", default: "4" } } });
  print("| transport | chunk, B | messages/s | payload, B/s | CPU of a relay, ms a message |");
  print("|---|---|---|---|---|");
  for (const [transport, { port, chunks }] of Object.entries(transports))
    for (const chunk of chunks) print(await measure(transport, port, chunk, Number(values.seconds)));
  print("");
}

async function measure(transport, port, chunk, seconds) {
  const folder = mkdtempSync(join(tmpdir(), "munnin-costs-"));
  const common = { transport, timeToLive: 120, allowed: ["127.0.0.0/8"] };
  const key = { passphrase: "costs", compression: false };
  const address = (host) => `127.79.1.${host}`;
  const target = (host) => ({ addresses: [address(host)], port });
  const listen = (host) => ({ address: address(host), port });
  const receiver = start({ role: "receiver", agent: "receiver.1", hop: 3, ...common, ...key, listen: listen(4), into: folder });
  const relays = [2, 3].map((host) =>
    start({ role: "relay", agent: `r.${host}`, hop: host - 1, ...common, listen: listen(host), target: target(host + 1), seed: 1 }),
  );
  try {
    await Promise.all([receiver, ...relays].map(({ ready }) => ready));
    const guess = { tcp: 500, http: 400, udp: 1000, dns: 60, icmp: 500 }[transport];
    const schedule = transport === "udp" ? { bytesPerSecond: guess * chunk } : { bytesPerSecond: 1e9 };
    const data = { kind: "random", bytes: Math.round(guess * chunk * seconds) };
    const file = { chunk: { min: chunk, max: chunk }, data, fileName: "costs.bin", seed: 1 };
    const sender = start({ role: "sender", agent: "s.1", hop: 0, ...common, ...key, ...schedule, ...file, target: target(2) });
    await Promise.race([sender.exited, new Promise((resolve) => setTimeout(resolve, seconds * 4000))]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const cpu = cpuOf(relays[0].pid);
    const times = receiver.lines().filter(({ payload }) => payload > 0);
    const rate = (times.length - 1) / (times.at(-1).time - times[0].time);
    const cells = [transport, chunk, rate.toFixed(0), (rate * chunk).toFixed(0), ((cpu / times.length) * 1000).toFixed(2)];
    sender.end();
    return `| ${cells.join(" | ")} |`;
  } finally {
    [receiver, ...relays].forEach(({ end }) => end());
    rmSync(folder, { recursive: true, force: true });
  }
}

function start(document) {
  const child = spawn(process.execPath, [...flags, at("kernel-helpers/dist/agent.js")], { stdio: "pipe" });
  let [out, said] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
  const ready = new Promise((resolve) => child.stderr.on("data", (text) => /relays from|receives at/.test((said += text)) && resolve()));
  child.stdin.write(JSON.stringify(document));
  const exited = new Promise((resolve) => child.on("close", resolve));
  const lines = () =>
    out
      .slice(0, out.lastIndexOf("\n"))
      .split("\n")
      .map((line) => JSON.parse(line));
  return { pid: child.pid, ready, exited, lines, end: () => child.kill("SIGKILL") };
}

/** CPU seconds of a process and its children. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
