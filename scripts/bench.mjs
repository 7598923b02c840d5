// npm run bench: how long a capture takes to become an edge table, beside what tcpdump and tshark take to read the same file.
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { writeCapture } from "../test/bench/capture.mjs";
import { median, pairsOf } from "../test/bench/pairs.mjs";
import { build } from "./build.mjs";
import { clock, duration, take } from "./setup/step.mjs";

const granularities = [1, 10, 60];

const tcpdump = { program: "tcpdump", args: (file) => ["-r", file, "-w", "/dev/null"] };
const tshark = { program: "tshark", args: (file) => ["-r", file, "-q", "-z", "conv,ip"] };
/** tshark takes its time: as many pairs as fit into a minute. */
const tsharkBudget = 60_000;

const captures = [
  { name: "512 hosts, 20 k pairs", packets: 1e6, hosts: 512, pairs: 20_000, beside: [tcpdump, tshark] },
  { name: "131 k hosts, 50 k pairs", packets: 1e6, hosts: 131_072, pairs: 50_000, beside: [tcpdump] },
  { name: "512 hosts, all with all", packets: 1e6, hosts: 512, pairs: Infinity, beside: [tcpdump] },
  { name: "131 k hosts, each packet a pair of its own", packets: 1e6, hosts: 131_072, pairs: Infinity, beside: [tcpdump] },
];

const seconds = clock();
await take(build());
const folder = mkdtempSync(join(tmpdir(), "munnin-bench-"));
try {
  print(
    `${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}, node ${process.version}; windows of ${granularities.join(", ")} s in one pass`,
  );
  for (const capture of captures) await measure(capture);
  print(`\nin ${duration(seconds())}`);
} catch (error) {
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

async function measure({ name, beside, ...options }) {
  const file = join(folder, "capture.pcap");
  writeCapture(file, options);
  print(`\n${name} (${options.packets / 1e6} M packets of 60 to 340 bytes)`);
  for (const [i, other] of beside.entries()) {
    const runs = await pairsOf(file, granularities, other, other === tshark ? tsharkBudget : Infinity);
    const of = (value) => median(runs.map(value));
    if (i === 0) {
      const { pairs, rowCount } = runs[0].own;
      print(`  munnin   ${s(of(({ own }) => own.milliseconds))} from file to table, ${s(of(({ own }) => own.startUp))} start-up before it`);
      print(`           ${pairs} pairs, ${rowCount} rows; ${mb(of(({ own }) => own.peak))} (aim: ${mb(150e6 + 40 * rowCount)})`);
    }
    const ratio = of(({ own, other: they }) => own.milliseconds / they.milliseconds);
    const whole = of(({ own, other: they }) => own.whole / they.milliseconds);
    print(`  ${other.program.padEnd(8)} ${s(of(({ other: they }) => they.milliseconds))}, ${mb(of(({ other: they }) => they.peak))}`);
    print(`           munnin takes ${times(ratio)} its time, ${times(whole)} it with start-up (medians of ${runs.length})`);
  }
}

function print(line) {
  process.stdout.write(`${line}\n`);
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
