import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Kernel, ofType, startKernel, stream } from "./kernel";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await startKernel(mkdtempSync(join(tmpdir(), "munnin-test-cells-")));
}, 90_000);
afterAll(() => kernel[Symbol.asyncDispose](), 30_000);

/** A traceback without its colours. */

const plain = (traceback: string[]): string[] => traceback.map((line) => line.replace(/\x1b\[\d+m/g, ""));
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test("the value of the last expression is a result with the cell's number", async () => {
  const run = await kernel.execute("const a = 20; a * 2 + 2");
  expect(ofType(run, "execute_input")[0]).toMatchObject({ code: "const a = 20; a * 2 + 2", execution_count: run.reply.execution_count });
  expect(ofType(run, "execute_result")[0]).toMatchObject({ data: { "text/plain": "42" }, execution_count: run.reply.execution_count });
});

test("a cell that ends without a value has no result", async () => {
  expect(ofType(await kernel.execute("let nothing: undefined; nothing"), "execute_result")).toEqual([]);
});

test("of 100,000 lines printed in a loop none is lost, and they are in order", async () => {
  const run = await kernel.execute('for (let i = 0; i < 100000; i++) console.log("line", i)');
  expect(stream(run)).toBe(Array.from({ length: 100000 }, (_, i) => `line ${i}\n`).join(""));
  expect(ofType(run, "stream").length).toBeLessThan(200);
}, 60_000);

test("of 3000 messages of their own, more than zeromq queues by default, none is lost", async () => {
  const code = `const cell = (globalThis as any)[Symbol.for("munnin.cell")]; for (let i = 0; i < 3000; i++) cell.display(i)`;
  expect(ofType(await kernel.execute(code), "display_data").map((d) => d.data["text/plain"])).toEqual(
    Array.from({ length: 3000 }, (_, i) => `${i}`),
  );
}, 60_000);

test("standard output and standard error keep their order", async () => {
  const run = await kernel.execute('console.log("one"); console.error("two"); console.log("three")');
  expect(ofType(run, "stream").map((s) => [s.name, s.text])).toEqual([
    ["stdout", "one\n"],
    ["stderr", "two\n"],
    ["stdout", "three\n"],
  ]);
});

test("an error arrives as an error, with name, message and the user's part of the stack", async () => {
  const run = await kernel.execute('function f() { throw new RangeError("too far"); }\nf()');
  expect(run.reply).toMatchObject({ status: "error", ename: "RangeError", evalue: "too far" });
  const traceback = ofType(run, "error")[0].traceback.join("\n");
  expect(traceback).toContain("RangeError: too far");
  expect(traceback).not.toMatch(/tslab|kernel-helpers/);
});

test("a thrown value that is no Error is an error as well", async () => {
  expect((await kernel.execute('throw "words"')).reply).toMatchObject({ status: "error", ename: "Thrown", evalue: "'words'" });
});

test("TypeScript's complaint names line and column, and the cell does not run", async () => {
  const run = await kernel.execute('console.log("ran");\nconst wrong: string = 5;');
  expect(run.reply).toMatchObject({ status: "error", ename: "TypeScriptError" });
  expect(run.reply.evalue).toBe("2:7 - Type 'number' is not assignable to type 'string'.");
  expect(stream(run)).toBe("");
  const [, line, mark] = plain(run.reply.traceback);
  expect([line, mark]).toEqual(["  2 | const wrong: string = 5;", "            ^"]);
  expect(line[mark.indexOf("^")]).toBe("w");
});

test("the column of a complaint behind a rewritten await is that of the user's text", async () => {
  const run = await kernel.execute("await (1 as any); const wrong: string = 5;");
  expect(run.reply.evalue).toBe("1:25 - Type 'number' is not assignable to type 'string'.");
});

test.each([
  ["await (async () => 5)()", "5"],
  ["(await (await Promise.resolve({ y: async () => 6 })).y()) + 1", "7"],
  ['import * as os from "os"; await (async () => typeof os.EOL)()', "'string'"],
])("top-level %s works", async (code, value) => {
  expect(ofType(await kernel.execute(code), "execute_result")[0]?.data["text/plain"]).toBe(value);
});

test("cells behind a failed one are aborted, unless the client asks otherwise", async () => {
  const statuses = async (options: object) => {
    const ids: string[] = [];
    for (const code of ["1", 'throw new Error("x")', "3", "4"]) ids.push(await kernel.send(code, options));
    const replies: string[] = [];
    for (const id of ids) replies.push((await kernel.collect(id)).reply.status);
    return replies;
  };
  expect(await statuses({})).toEqual(["ok", "error", "aborted", "aborted"]);
  expect((await kernel.execute('"right after"')).reply.status).toBe("ok");
  expect(await statuses({ stop_on_error: false })).toEqual(["ok", "error", "ok", "ok"]);
});

test("a silent cell shows no result and counts as none", async () => {
  const before = (await kernel.execute("1")).reply.execution_count;
  expect(ofType(await kernel.execute("2", { silent: true }), "execute_result")).toEqual([]);
  expect((await kernel.execute("3")).reply.execution_count).toBe(before + 1);
});

test("a value shows itself by its display method, which may be async, and always has a text", async () => {
  const rich = '({ async [Symbol.for("Jupyter.display")]() { await null; return { "text/html": "<b>bold</b>" }; } })';
  const [result] = ofType(await kernel.execute(rich), "execute_result");
  expect(result.data["text/html"]).toBe("<b>bold</b>");
  expect(result.data["text/plain"]).toContain("Jupyter.display");
});

test("a value that fails to show itself is a failure of the cell, told once", async () => {
  const run = await kernel.execute('({ async [Symbol.for("Jupyter.display")]() { throw new Error("shy"); } })');
  expect(run.reply).toMatchObject({ status: "error", evalue: "shy" });
  expect(stream(run, "stderr")).toBe("");
});

test("an interrupt aborts the cell's signal and ends a cell that waits", async () => {
  const watch = `const mine = (globalThis as any)[Symbol.for("munnin.cell")].signal as AbortSignal;`;
  const id = await kernel.send(
    `${watch} mine.addEventListener("abort", () => console.log("told")); await new Promise((resolve) => setTimeout(resolve, 20000));`,
  );
  await pause(700);
  await kernel.interrupt();
  const run = await kernel.collect(id, 5);
  expect(run.reply.ename).toBe("KeyboardInterrupt");
  expect(stream(run)).toBe("told\n");
});

test("an interrupt lets a held cell clean up; a second one does not wait", async () => {
  const hold = (milliseconds: number) => `{ const c = (globalThis as any)[Symbol.for("munnin.cell")];
    await c.hold(new Promise((_, reject) => c.signal.addEventListener("abort", () => setTimeout(() => reject(new Error("cleaned")), ${milliseconds})))) }`;
  const patient = await kernel.send(hold(500));
  await pause(500);
  await kernel.interrupt();
  expect((await kernel.collect(patient, 5)).reply.evalue).toBe("cleaned");
  const impatient = await kernel.send(hold(30_000));
  await pause(500);
  await kernel.interrupt();
  await pause(200);
  await kernel.interrupt();
  expect((await kernel.collect(impatient, 5)).reply.ename).toBe("KeyboardInterrupt");
}, 20_000);

test("an interrupt ends a loop that never waits", async () => {
  const id = await kernel.send("while (true) {}");
  await pause(700);
  await kernel.interrupt();
  expect((await kernel.collect(id, 5)).reply.ename).toBe("KeyboardInterrupt");
  expect((await kernel.execute('"alive"')).reply.status).toBe("ok");
});

test.each([
  ["shell", "comm_info_request", "comm_info_reply"],
  ["shell", "history_request", "history_reply"],
  ["shell", "is_complete_request", "is_complete_reply"],
  ["control", "interrupt_request", "interrupt_reply"],
  ["control", "kernel_info_request", "kernel_info_reply"],
  ["control", "debug_request", "debug_reply"],
] as const)("on %s, %s is answered", async (channel, type, reply) => {
  expect((await kernel.request(channel, type, { code: "function f() {" })).type).toBe(reply);
});

test("completion counts the cursor in code points, as Jupyter does", async () => {
  const { content } = await kernel.request("shell", "complete_request", { code: '"🐦"; Math.sq', cursor_pos: 12 });
  expect(content).toMatchObject({ matches: expect.arrayContaining(["sqrt"]), cursor_start: 10, cursor_end: 12 });
});

test("a restart does not wait for the cell that runs", async () => {
  await kernel.send("await new Promise((resolve) => setTimeout(resolve, 60000))");
  await pause(500);
  await kernel.restart();
  expect(ofType(await kernel.execute("typeof (globalThis as any).a"), "execute_result")[0].data["text/plain"]).toBe("'undefined'");
}, 30_000);

test("an interrupt ends a loop behind an await, and aborts the cell's signal for what runs beside it", async () => {
  const id = await kernel.send(`const mine = (globalThis as any)[Symbol.for("munnin.cell")].signal as AbortSignal;
    mine.addEventListener("abort", () => console.log("told"));
    const one = await Promise.resolve(1); while (one === 1) {}`);
  await pause(700);
  await kernel.interrupt();
  const run = await kernel.collect(id, 5);
  expect(run.reply.ename).toBe("KeyboardInterrupt");
  expect(stream(run)).toBe("told\n");
  expect(ofType(await kernel.execute("await Promise.resolve(41) + 1"), "execute_result")[0].data["text/plain"]).toBe("42");
});

test("an await gives what it is given: values, thenables, and what was rejected as it was", async () => {
  const code = `const seen: unknown[] = [];
    for (const what of [1, Promise.resolve(2), { then: (go: (n: number) => void) => go(3) }]) seen.push(await what);
    try { await Promise.reject(new RangeError("four")); } catch (error) { seen.push(String(error)); }
    seen.push([await 5, await (async () => await 6)()].length);
    seen`;
  expect(ofType(await kernel.execute(code), "execute_result")[0].data["text/plain"]).toBe("[ 1, 2, 3, 'RangeError: four', 2 ]");
});

test("a for await at the top level is a loop as any other, alone in its cell, too, and an interrupt ends it", async () => {
  const numbers = "async function* numbers() { yield 1; yield 2; }";
  const alone = await kernel.execute(`${numbers}\nfor await (const n of numbers()) console.log(n);`);
  expect(alone.reply.status).toBe("ok");
  expect(stream(alone)).toBe("1\n2\n");
  const value = await kernel.execute("let sum = 0;\nfor await (const n of numbers()) sum += n;\nsum");
  expect(ofType(value, "execute_result")[0].data["text/plain"]).toBe("3");
  const wrong = await kernel.execute("for await (const n of (numbers())) { const text: string = n; }");
  expect(wrong.reply.evalue).toBe("1:44 - Type 'number' is not assignable to type 'string'.");
  const id = await kernel.send("async function* endless() { for (;;) yield await null; }\nfor await (const n of endless()) {}");
  await pause(700);
  await kernel.interrupt();
  expect((await kernel.collect(id, 5)).reply.ename).toBe("KeyboardInterrupt");
});

test("of 300 awaits in a row none is slow", async () => {
  const run = await kernel.execute("const from = performance.now(); for (let i = 0; i < 300; i++) await null; performance.now() - from");
  expect(Number(ofType(run, "execute_result")[0].data["text/plain"])).toBeLessThan(3000);
});
