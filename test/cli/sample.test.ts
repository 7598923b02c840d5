import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { openRun } from "../../kernel-helpers/src/notebook/run";

const folder = join(__dirname, "../../samples/quickstart");
const sample = openRun(folder);

test("the recorded run says that it was recorded, and holds no path of the machine that made it", () => {
  expect(sample.record.recorded).toMatch(/^recorded on Linux/);
  for (const file of ["run.json", "events.jsonl"])
    expect(readFileSync(join(folder, file), "utf8")).not.toMatch(/"\/(home|root|work|tmp|usr)\//);
});

test("ledger, receiver and capture of the recorded run agree on every byte", async () => {
  const { stolen, recovered, differences, dropped } = await sample.summary();
  // 400,000 bytes, padded by AES to the next multiple of 16, and 16 bytes of IV.
  expect(stolen).toEqual({ sent: 400_032, received: 400_032, captured: 400_032 });
  expect({ recovered, differences, dropped }).toEqual({ recovered: true, differences: [], dropped: 0 });
});

test("the recorded run's edges add up to the IP bytes that tshark sees in its trial", async () => {
  const { start, end } = sample.record.trials[0];
  const scratch = mkdtempSync(join(tmpdir(), "munnin-sample-"));
  const capture = join(scratch, "lab.pcap");
  writeFileSync(capture, gunzipSync(readFileSync(join(folder, "trial-0/capture/lab.pcap.gz"))));
  const fields = execFileSync("tshark", ["-n", "-r", capture, "-Y", "ip", "-T", "fields", "-e", "frame.time_epoch", "-e", "ip.len"], {
    encoding: "utf8",
    maxBuffer: 1e9,
    stdio: ["ignore", "pipe", "ignore"],
  });
  rmSync(scratch, { recursive: true });
  const inTrial = fields
    .trim()
    .split("\n")
    .map((line) => line.split("\t").map(Number))
    .filter(([time]) => time >= start && time < end);
  const totals = (await sample.edges({ every: [1, 10], level: "instance" })).totals();
  expect(totals.frames).toBe(inTrial.length);
  expect(totals.bytes).toBe(inTrial.reduce((sum, [, length]) => sum + length, 0));
});

test("the shop's recorded service graph is the shop's and the thief's, and nothing else", async () => {
  const graph = (await sample.edges({ every: 60 })).at(0);
  const pairs = new Set<string>();
  for (let i = 0; i < graph.nodeCount; i++)
    for (let e = graph.out.offsets[i]; e < graph.out.offsets[i + 1]; e++)
      pairs.add([graph.names[i], graph.names[graph.out.targets[e]]].sort().join(" – "));
  expect([...pairs].sort()).toEqual(
    [
      "client – front-end",
      ...["carts", "catalogue", "orders", "session-db", "user"].map((service) => ["front-end", service].sort().join(" – ")),
      ...["carts", "catalogue", "orders", "user"].map((service) => `${service} – ${service}-db`),
      ...["carts", "payment", "shipping", "user"].map((service) => ["orders", service].sort().join(" – ")),
      "queue – shipping",
      "queue – queue-master",
      "outside – payment",
      "outside – shipping",
      // The thief's: user-db → user → front-end → outside, of which only the last leg is no edge of the shop.
      "front-end – outside",
    ].sort(),
  );
});
