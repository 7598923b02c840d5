// How long a capture takes to become an edge table of three granularities, beside what others take to read the same file.
import { execFileSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeCapture } from "../../test/bench/capture.mjs";
import { median, pairsOf } from "../../test/bench/pairs.mjs";
import { at } from "../setup/paths.mjs";

const granularities = [1, 10, 60];
const own = (name) => fileURLToPath(new URL(`../../test/bench/${name}`, import.meta.url));

/** Started by root, tcpdump gives the file that it writes to a user of its own; -Z root keeps it from giving /dev/null away. */
const asRoot = process.getuid() === 0 ? ["-Z", "root"] : [];

/** `aim`: Munnin's time as a share of the peer's that it is not to exceed. */
const tcpdump = { name: "tcpdump", program: "tcpdump", args: (file) => ["-r", file, "-w", "/dev/null", ...asRoot] };
const tshark = { name: "tshark", program: "tshark", args: (file) => ["-r", file, "-q", "-z", "conv,ip"], aim: 1 / 150 };
/** It takes minutes for a million packets: it reads a part of them, and tells how long, so that its time without its start-up is multiplied. */
const scapy = {
  name: "scapy",
  part: 20,
  program: at(".venv", "bin", "python"),
  args: (file) => [own("scapy_edges.py"), file, ...granularities.map(String)],
  aim: 1 / 1000,
};
const pcapParser = {
  name: "pcap-parser",
  program: process.execPath,
  args: (file) => [own("pcapParser.mjs"), file, ...granularities.map(String)],
  aim: 1 / 20,
};

/** Milliseconds that the pairs with one peer take at most: all of it ends within eight minutes on a slow machine too. */
const longestPeer = 60_000;

const small = { shortest: 60, longest: 340 };
const usual = { packets: 1e6, hosts: 512, pairs: 20_000 };
const captures = [
  { name: "512 hosts, 20 k pairs", ...usual, peers: [{ ...tcpdump, aim: 1 }, pcapParser, tshark, scapy] },
  { name: "the same as pcapng", ...usual, format: "pcapng", peers: [tcpdump] },
  {
    name: "500-byte packets, 512 hosts, 20 k pairs",
    ...usual,
    shortest: 500,
    longest: 500,
    peers: [{ ...tcpdump, aim: 1 }],
  },
  { name: "131 k hosts, 50 k pairs", ...usual, hosts: 131_072, pairs: 50_000, peers: [{ ...tcpdump, aim: 2.5 }] },
  { name: "131 k hosts, each packet a pair of its own", ...usual, hosts: 131_072, pairs: Infinity, peers: [tcpdump] },
  { name: "10 M packets, 512 hosts, 20 k pairs", ...usual, packets: 1e7, seconds: 1000, peers: [{ ...tcpdump, aim: 1 }] },
];
const long = { name: "30 M packets, 512 hosts, 20 k pairs", ...usual, packets: 3e7, seconds: 3000, peers: [{ ...tcpdump, aim: 1 }] };

export async function bench({ print, long: withLong }) {
  print(`windows of ${granularities.join(", ")} s in one pass; medians of 5 pairs; load ${loadavg()[0].toFixed(1)} at the start`);
  const folder = mkdtempSync(join(tmpdir(), "munnin-bench-"));
  const perPacket = [];
  const rows = [];
  try {
    for (const capture of withLong ? [...captures, long] : captures) {
      const nanoseconds = await measure(join(folder, "capture.pcap"), capture, print, rows);
      if (capture.pairs === usual.pairs && !capture.shortest && !capture.format) perPacket.push({ packets: capture.packets, nanoseconds });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const texts = perPacket.map(({ packets, nanoseconds }) => `${packets / 1e6} M: ${nanoseconds.toFixed(0)} ns`);
  print("\n| capture | rows | time | memory | aim | peer | its time | times its time | with start-up | aim | runs |");
  print(`|${"---|".repeat(11)}`);
  for (const row of rows) print(`| ${row.join(" | ")} |`);
  print(`\ntime per packet at 10 k packets/s, 20 k pairs: ${texts.join(", ")}`);
}

async function measure(file, { name, peers, format, ...options }, print, rows) {
  const sized = { ...small, ...options };
  writeCapture(file, sized);
  if (format) {
    execFileSync("editcap", ["-F", format, file, `${file}.${format}`]);
    renameSync(`${file}.${format}`, file);
  }
  print(`\n${name} (${options.packets / 1e6} M packets of ${sized.shortest} to ${sized.longest} bytes)`);
  let nanoseconds = 0;
  for (const [i, peer] of peers.entries()) {
    const runs = await pairsOf(file, granularities, withPart(peer, file, sized), longestPeer);
    // Its start-up counts once; of the rest it tells how long a part takes.
    if (peer.part) for (const { other } of runs) other.milliseconds += (peer.part - 1) * Number(other.output) * 1000;
    const of = (value) => median(runs.map(value));
    if (i === 0) {
      const { pairs, rowCount, packets } = runs[0].own;
      nanoseconds = (of(({ own }) => own.milliseconds) * 1e6) / packets;
      print(
        `  munnin       ${s(of(({ own }) => own.milliseconds))} from file to table (processor ${s(of(({ own }) => own.processor))}), ${s(of(({ own }) => own.startUp))} start-up before it`,
      );
      print(`               ${pairs} pairs, ${rowCount} rows; ${mb(of(({ own }) => own.peak))} (aim: ${mb(150e6 + 40 * rowCount)})`);
    }
    const ratio = of(({ own, other }) => own.milliseconds / other.milliseconds);
    const whole = of(({ own, other }) => own.whole / other.milliseconds);
    const aim = peer.aim === undefined ? "" : `; aim ${times(peer.aim)}`;
    const theirs = of(({ other }) => other.milliseconds);
    const { rowCount } = runs[0].own;
    rows.push([
      name,
      rowCount,
      s(of(({ own }) => own.milliseconds)),
      mb(of(({ own }) => own.peak)),
      mb(150e6 + 40 * rowCount),
      peer.part ? `${peer.name} (1/${peer.part} of the packets, × ${peer.part})` : peer.name,
      s(theirs),
      times(ratio),
      times(whole),
      peer.aim === undefined ? "–" : times(peer.aim),
      runs.length,
    ]);
    print(`  ${peer.name.padEnd(12)} ${s(theirs)}, ${mb(of(({ other }) => other.peak))}`);
    print(`               munnin takes ${times(ratio)} its time, ${times(whole)} it with start-up (${runs.length} pairs${aim})`);
  }
  return nanoseconds;
}

/** Lets a peer read the beginning of a capture only, as if that were all. */
function withPart(peer, file, { packets, seconds = 100, ...options }) {
  if (!peer.part) return peer;
  const part = `${file}.part`;
  writeCapture(part, { packets: packets / peer.part, seconds: seconds / peer.part, ...options });
  return { ...peer, args: () => peer.args(part) };
}

function s(milliseconds) {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function mb(bytes) {
  return `${Math.round(bytes / 1e6)} MB`;
}

/** A ratio, small ones the other way round too: as people say it. */
function times(ratio) {
  return ratio >= 0.1 ? `${ratio.toFixed(2)} times` : `1/${(1 / ratio).toFixed(0)} of`;
}
