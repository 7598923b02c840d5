import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { executeNotebook, type Trace } from "./executed";
import { root } from "./kernel";

// Each notebook through the real kernel, from its first cell to its last. The quick start has a test of its own.

const sample = join(root, "samples", "quickstart", "trial-0");
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];
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
