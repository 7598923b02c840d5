import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { executeNotebook, type Trace } from "./executed";
import { root } from "./kernel";

// Each notebook through the real kernel, from its first cell to its last. The quick start has a test of its own.

const sample = join(root, "samples", "quickstart", "trial-0");
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];
const numberIn = ([, value]: RegExpExecArray): number => Number(value);
/** The values in windows that lie between two seconds. */
const between = ({ x, y }: Trace, from: number, to: number): number[] =>
  y!.filter((value, i): value is number => value !== null && x![i] > from && x![i] < to);

test("02: a capture and a list of names become edges, and nothing is lost or counted twice on the way", () => {
  const notebook = executeNotebook("02-your-own-capture.ipynb");
  const { captured } = JSON.parse(readFileSync(join(sample, "capture", "lab.json"), "utf8")) as { captured: number };
  expect(notebook.text("counts")).toContain(`packets: ${captured},`); // tcpdump's own count
  // tshark -r lab.pcap.gz -T fields -e ip.len | awk '{ s += $1 } END { print s }'
  const bytes = 71_888_096;
  expect(notebook.text("sums").match(/\d{5,}/g)).toEqual([`${bytes}`, `${bytes}`, `${bytes}`]);
  expect(notebook.text("refused")).toMatch(/lab\.pcap\.gz and second\.pcap\.gz: hold the same packets/);
  // All packets but the 6 frames of ARP, which are not IP.
  expect(notebook.text("dedup")).toContain(`'copies removed': ${captured - 6},`);
  expect(notebook.text("dedup").match(/\d{8,}/g)).toEqual([`${bytes}`, `${bytes}`]);
  expect(notebook.text("save")).toContain("'the same edges': true");
}, 120_000);

test("03: a metric that is defined anew changes the plot, and the theft shows in it", () => {
  const notebook = executeNotebook("03-metrics.ipynb");
  // Second 25.3 to 45.3 of 60 touch 21 windows of a second; the others are the baseline.
  expect(notebook.text("worth")).toMatch(/^nodes +1 +39 /m);
  const [before] = notebook.traces("define");
  const [after] = notebook.traces("redefine");
  expect(after.x).toEqual(before.x);
  expect(after.y).not.toEqual(before.y);
  const [during, usual] = [between(after, 26, 45), [...between(after, 0, 25), ...between(after, 46, 60)]];
  expect(median(during)).toBeGreaterThan(1.3 * median(usual));
}, 120_000);

test("04: plan, ledger, receiver and capture of one run agree, in its notebook as in its folder", () => {
  const notebook = executeNotebook("04-an-experiment-in-depth.ipynb");
  expect(notebook.text("plan")).toContain("12 s after 1 s of warm-up");
  expect(notebook.text("wrong")).toMatch(/^InputError: [^\n]*load\.users[^\n]*-3$/m);
  // 20,000 bytes of records, encrypted in blocks of 16 behind an initialisation vector of 16: 16 + 16 · (⌊20000 ÷ 16⌋ + 1).
  const bytes = 20_032;
  expect(notebook.text("run")).toContain("20,032 sent, 20,032 received, 20,032 seen in the capture");
  expect(notebook.text("witnesses")).toMatch(
    /dropped: 0,\s+stolen: \{ sent: 20032, received: 20032, captured: 20032 \},\s+differences: \[\]/,
  );
  // Each leg of the ledger carries the whole file.
  expect(notebook.text("hops").match(/payload: \d+/g)).toEqual(Array(4).fill(`payload: ${bytes}`));
  const [, from] = /from: ([\d.]+)/.exec(notebook.text("labels"))!;
  expect(Math.abs(Number(from) - 4)).toBeLessThan(1.5);
}, 180_000);

test("05: the theft is in the run that has one, and in no baseline", () => {
  const notebook = executeNotebook("05-comparing-runs.ipynb");
  expect(notebook.text("witnesses").match(/sent: \d+|captured: \d+|recovered: \w+/g)).toEqual([
    ...["sent: 60032", "captured: 60032", "recovered: true"],
    ...["sent: 0", "captured: 0", "recovered: null", "sent: 0", "captured: 0", "recovered: null"],
  ]);
  // 10,000 bytes/s of data and more around them leave the lab; a baseline sends hardly anything.
  const [, theft, baseline] = /metric: 'bytes.outside',\s+windows: 5,\s+theft: (\d+),\s+baseline: (\d+)/.exec(notebook.text("medians"))!;
  expect(Number(theft)).toBeGreaterThan(10_000);
  expect(Number(baseline)).toBeLessThan(5_000);
}, 240_000);

test("06: a block has two baselines, a sham and a theft, and what leaves the lab differs in the theft alone", () => {
  const smoke = JSON.parse(readFileSync(join(root, "experiments", "smoke.json"), "utf8")) as { trials: object; exfiltration: object[] };
  const blocks = JSON.parse(readFileSync(join(root, "experiments", "blocks.json"), "utf8")) as { trials: { design: string[] } };
  const short = {
    ...smoke,
    trials: { ...smoke.trials, count: undefined, blocks: 1, design: blocks.trials.design, seconds: 10 },
    exfiltration: [{ ...smoke.exfiltration[0], data: { kind: "records", bytes: 60_000 }, spans: [[2, 8]] }],
  };
  const experiment = join(mkdtempSync(join(tmpdir(), "munnin-test-blocks-")), "short.json");
  writeFileSync(experiment, JSON.stringify(short));
  const notebook = executeNotebook("06-the-work-of-a-theft.ipynb", { MUNNIN_EXPERIMENT: experiment });
  const [, order] = /order: '([^']*)'/.exec(notebook.text("run"))!;
  expect(order.split(", ").sort()).toEqual(["baseline", "baseline", "exfiltration", "sham"]);
  expect(notebook.text("checks")).toMatch(
    /verdict: 'pass',\s+what: 'nothing was stolen in baselines and shams',\s+why: 'in all of them: 3'/,
  );
  // 10,000 bytes/s of data and more around them leave the lab; the five seconds inside the span have little else that does.
  const [first, second, third, theft] = [...notebook.text("numbers").matchAll(/'bytes\.outside',[^}]*difference: (-?[\d.]+)/g)].map(
    numberIn,
  );
  for (const difference of [first, second, third]) expect(Math.abs(difference)).toBeLessThan(5_000);
  expect(theft).toBeGreaterThan(10_000);
}, 240_000);
