import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { endAgents, receiverDocument, scratch, senderDocument, startAgent } from "./agents";

afterAll(endAgents);

/** Milliseconds, the least of several: others at work only add to it. */
async function fastest(once: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const began = performance.now();
    await once();
    times.push(performance.now() - began);
  }
  return Math.min(...times);
}

const peakOf = ({ pid }: { readonly pid: number }): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024;

test("an agent is ready within 0.3 s, or, where node itself takes long to start, three times as long as that", async () => {
  const empty = await fastest(
    () => new Promise((resolve) => spawn(process.execPath, ["-e", "process.stderr.write('.')"]).stderr.once("data", () => resolve())),
  );
  let host = 2;
  const agent = await fastest(async () => {
    const receiver = startAgent(receiverDocument(`127.71.8.${host++}`, 6969, join(scratch, "fast")));
    await receiver.says("receives at");
    receiver.endInput();
  });
  expect(agent).toBeLessThan(Math.max(300, 3 * empty));
});

test("agents stay below 60 MiB, whatever the file's size", { timeout: 60_000 }, async () => {
  const at = "127.71.8.20";
  const receiver = startAgent(receiverDocument(at, 6969, join(scratch, "large")));
  await receiver.says("receives at");
  const data = { kind: "random", bytes: 30_000_000 } as const;
  const sender = startAgent(senderDocument(at, 6969, { bytesPerSecond: 1e9, chunk: { min: 30_000, max: 60_000 }, data }));
  let peak = 0;
  const looking = setInterval(() => (peak = Math.max(peak, peakOf(sender))), 50);
  await sender.says("has sent everything");
  clearInterval(looking);
  await receiver.says(`, ${data.bytes} bytes`);
  expect(receiver.log()).toContain("recovered");
  expect(peak).toBeGreaterThan(30);
  expect(Math.max(peak, peakOf(receiver))).toBeLessThan(60);
});
