import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeCapture } from "../bench/capture.mjs";
import { type Kernel, ofType, root, startKernel, stream } from "./kernel";

// Captures in the cells of a real kernel: long ones are read in a thread, which can be ended at any time.
const folder = mkdtempSync(join(tmpdir(), "munnin-test-edges-"));
const long = join(folder, "long.pcap");
const packets = 1_000_000;
let kernel: Kernel;
beforeAll(async () => {
  writeCapture(long, { packets, hosts: 300, pairs: 1000 });
  kernel = await startKernel(folder);
}, 90_000);
afterAll(async () => {
  await kernel[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
}, 30_000);

const valueOf = (run: Awaited<ReturnType<Kernel["execute"]>>): string => ofType(run, "execute_result")[0].data["text/plain"];
const read = (options: string): string =>
  `import { parsePcap } from "munnin"; const edges = await parsePcap(${JSON.stringify(long)}, ${options});`;

/** Megabytes that the kernel's process has. */
const memory = async (): Promise<number> => (Number(readFileSync(`/proc/${await kernel.pid()}/statm`, "utf8").split(" ")[1]) * 4096) / 1e6;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** Takes some seconds and some hundred megabytes. */
const much = "every: [0.0005, 0.0007, 0.0011], dedup: true";

test("a long capture has a line that moves", async () => {
  const run = await kernel.execute(`${read(`{ ${much} }`)} edges.totals().frames`);
  expect([stream(run, "stderr"), valueOf(run)]).toEqual(["", `${packets}`]);
  const [line, ...others] = ofType(run, "display_data");
  expect(others).toEqual([]);
  const texts = [line, ...ofType(run, "update_display_data")].map(({ data }) => data["text/plain"]);
  expect(texts.length).toBeGreaterThan(1);
  expect(texts.at(-1)).toMatch(/^long\.pcap █+ 100 % ✓ 1000000 packets in \d+\.\d s$/);
}, 120_000);

test("an interrupt ends the reading at once, the kernel is free, and the memory comes back", async () => {
  await kernel.restart();
  await kernel.execute('import { parsePcap } from "munnin";');
  // Once before, so that what the kernel itself comes to need is there already.
  await kernel.execute(read(`{ ${much}, signal: AbortSignal.timeout(300) }`));
  await pause(1000);
  const before = await memory();
  const cell = await kernel.send(read(`{ ${much} }`));
  let peak = before;
  for (let waited = 0; peak < before + 120 && waited < 10_000; waited += 50) {
    await pause(50);
    peak = await memory();
  }
  expect(peak).toBeGreaterThan(before + 120);
  const began = Date.now();
  await kernel.interrupt();
  const run = await kernel.collect(cell, 30);
  expect(run.reply.status).toBe("error");
  expect(valueOf(await kernel.execute("6 * 7"))).toBe("42");
  expect(Date.now() - began).toBeLessThan(1500);
  const rest = before + (peak - before) / 2;
  for (let waited = 0; (await memory()) > rest && waited < 10_000; waited += 100) await pause(100);
  expect(await memory()).toBeLessThan(rest);
  const used = `const from = process.cpuUsage(); await new Promise((resolve) => setTimeout(resolve, 500)); process.cpuUsage(from).user`;
  expect(Number(valueOf(await kernel.execute(used)))).toBeLessThan(300_000); // Microseconds: the thread is gone.
}, 60_000);

test("a signal of one's own ends it as well, with its reason", async () => {
  const { reply } = await kernel.execute(read(`{ ${much}, signal: AbortSignal.timeout(300) }`));
  expect(reply).toMatchObject({ status: "error", ename: "TimeoutError" });
});

test("what is wrong with a long capture has its class and its line, as of a short one", async () => {
  const broken = join(folder, "broken.pcap");
  writeFileSync(broken, Buffer.alloc(40 * 1024 * 1024, "no capture "));
  const { reply } = await kernel.execute(
    `import { InputError, parsePcap } from "munnin"; await parsePcap(${JSON.stringify(broken)}).catch((e) => { console.log(e instanceof InputError); throw e; });`,
  );
  expect(reply).toMatchObject({ ename: "InputError", evalue: expect.stringMatching(/broken\.pcap: is not a capture/) });
});

test("a run's edges are read the same way, and a short capture without any line", async () => {
  const run = await kernel.execute(
    `import { openRun } from "munnin"; const mine = await openRun(${JSON.stringify(join(root, "samples/quickstart"))}).edges({ every: 10 }); mine.windowCount`,
  );
  expect(Number(valueOf(run))).toBe(6);
  expect(ofType(run, "display_data")).toEqual([]);
});

test("an interrupt ends metrics that take long, behind an await of the same cell, too", async () => {
  const cell = await kernel.send(`import { computeMetrics, defineMetric, openRun } from "munnin";
    const some = await openRun(${JSON.stringify(join(root, "samples/quickstart"))}).edges({ every: 10 });
    computeMetrics(some, [defineMetric({ name: "endless", of: () => { for (;;); } })])`);
  await pause(4000);
  await kernel.interrupt();
  const run = await kernel.collect(cell, 10);
  expect(run.reply.ename).toBe("KeyboardInterrupt");
  expect(valueOf(await kernel.execute("6 * 7"))).toBe("42");
}, 60_000);
