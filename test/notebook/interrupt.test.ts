import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Execution, type Kernel, ofType, startKernel, stream } from "./kernel";

// What an interrupt ends: whatever a cell's own code does, as users of other kernels expect it.
let kernel: Kernel;
beforeAll(async () => {
  kernel = await startKernel(mkdtempSync(join(tmpdir(), "munnin-test-interrupt-")));
  await kernel.execute(`const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms)); let ticks = 0; await pause(1);`);
}, 90_000);
afterAll(() => kernel[Symbol.asyncDispose](), 30_000);

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function interrupted(code: string, interrupts = 1): Promise<Execution> {
  const id = await kernel.send(code);
  for (let i = 0; i < interrupts; i++) {
    await pause(i === 0 ? 800 : 300);
    await kernel.interrupt();
  }
  return kernel.collect(id, 4);
}
const value = async (code: string) => ofType(await kernel.execute(code), "execute_result")[0]?.data["text/plain"];

test.each([
  ["a loop behind an await of an async function", "async function work() { await pause(1); for (;;); } await work()"],
  ["such a loop that nobody awaits", "async function alone() { await pause(100); for (;;); } alone(); await pause(3000)"],
  ["a loop in a method", "class Worker { async run() { await null; while (true) {} } } await new Worker().run()"],
  ["a loop of awaits that never leaves the microtasks", "const spin = async () => { for (;;) await null; }; await spin()"],
  ["a top-level loop of such awaits", "for (;;) await null;"],
  [
    "a loop in for await",
    "async function* numbers() { await pause(1); yield 1; } async function read() { for await (const n of numbers()) while (n) {} } await read()",
  ],
  ["a loop over promises", "async function all() { for await (const n of [pause(1).then(() => 1)]) while (n) {} } await all()"],
])("an interrupt ends %s", async (_, code) => {
  expect((await interrupted(code)).reply.ename).toBe("KeyboardInterrupt");
  expect(await value("await Promise.resolve(41) + 1")).toBe("42");
});

test("an interrupt that comes while TypeScript compiles the cell ends it, though its code would never have heard one", async () => {
  const lines = Array.from({ length: 4000 }, (_, i) => `const compiled${i} = { number: ${i}, list: [${i}, "${i}"] };`);
  const id = await kernel.send(`${lines.join("\n")}\nfor (;;);`);
  await pause(300);
  await kernel.interrupt();
  expect((await kernel.collect(id, 30)).reply.ename).toBe("KeyboardInterrupt");
  expect(await value("typeof compiled0")).toBeUndefined(); // TypeScript knows no such name: nothing of the cell has run.
});

test("a loop that waits each time is over with its cell, and prints into no later one", async () => {
  const run = await interrupted(`async function tick() { for (;;) { await pause(50); console.log("tick", ++ticks); } } await tick()`);
  expect(run.reply.ename).toBe("KeyboardInterrupt");
  expect(stream(run)).toContain("tick 2\n");
  const later = await kernel.execute("await pause(400); ticks");
  expect(stream(later)).toBe("");
  expect(ofType(later, "execute_result")[0].data["text/plain"]).toBe(`${/(\d+)\n$/.exec(stream(run))![1]}`);
});

test("what the code says in finally is done in its cell, also when it waits", async () => {
  const run = await interrupted(`try { await pause(20000) } finally { await pause(300); console.log("closed"); }`);
  expect(run.reply.ename).toBe("KeyboardInterrupt");
  expect(stream(run)).toBe("closed\n");
});

test("code that takes no notice of an interrupt is ended by a second one", async () => {
  const run = await interrupted(`ticks = 0; for (;;) { try { await pause(50); ticks++; } catch { await pause(1); } }`, 2);
  expect(run.reply.ename).toBe("KeyboardInterrupt");
  const before = await value("await pause(200); ticks");
  expect(await value("await pause(400); ticks")).toBe(before);
});

test("whoever interrupts a cell that cleans up is told after five seconds why it goes on, and a second interrupt ends it", async () => {
  const held = (seconds: number) => `await (globalThis as any)[Symbol.for("munnin.cell")].hold(pause(${seconds * 1000}))`;
  const cell = await kernel.send(held(60));
  await pause(500);
  await kernel.interrupt();
  await pause(5500);
  await kernel.interrupt();
  const run = await kernel.collect(cell, 2);
  expect(run.reply.ename).toBe("KeyboardInterrupt");
  expect(stream(run, "stderr")).toBe(
    "The interrupt was heard, and what the cell has started is being cleaned up. Interrupt again to stop waiting for that.\n",
  );
  expect(stream(await interrupted(held(1.5)), "stderr")).toBe("");
});

test("what an earlier cell has left running goes on, and an error that nobody waits for is told once", async () => {
  await kernel.execute(`ticks = 0; const beat = async () => { while (ticks < 1e4) { await pause(130); ticks++; } }; void beat();`);
  expect((await interrupted("await pause(20000)")).reply.ename).toBe("KeyboardInterrupt");
  const before = Number(await value("ticks"));
  const later = await kernel.execute("await pause(700); ticks");
  expect(Number(ofType(later, "execute_result")[0].data["text/plain"])).toBeGreaterThan(before + 3);
  expect(stream(later, "stderr")).toBe("");
  await kernel.execute("ticks = 1e4;");
});

test("awaits in functions give what they are given, in order, and thousands of them take no time to speak of", async () => {
  const code = `const seen: unknown[] = [];
    async function* letters() { yield "a"; yield "b"; }
    async function go() {
      for (const what of [1, Promise.resolve(2), { then: (take: (n: number) => void) => take(3) }]) seen.push(await what);
      for await (const letter of letters()) { seen.push(letter); if (letter === "b") break; }
      for await (const n of [Promise.resolve(4), 5]) seen.push(n);
      try { await Promise.reject(new RangeError("six")); } catch (error) { seen.push(String(error)); }
    }
    await go(); const from = performance.now(); await (async () => { for (let i = 0; i < 100000; i++) await i; })();
    [...seen, performance.now() - from < 5000]`;
  expect(await value(code)).toBe("[ 1, 2, 3, 'a', 'b', 4, 5, 'RangeError: six', true ]");
});
