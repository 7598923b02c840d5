import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Kernel, ofType, startKernel } from "./kernel";

// Names that an earlier cell has declared, in each place where a cell can write one.
let kernel: Kernel;
beforeAll(async () => {
  kernel = await startKernel(mkdtempSync(join(tmpdir(), "munnin-test-earlier-")));
  const { reply } = await kernel.execute(`let [packets, bytes] = [3, 400];
    interface Row { packets: number; inner: { bytes: number }; rest?: string }
    const row: Row = { packets: 7, inner: { bytes: 9 } };
    function twice(n: number) { return 2 * n; }
    import { sep } from "path";`);
  expect(reply).toMatchObject({ status: "ok" });
}, 90_000);
afterAll(() => kernel[Symbol.asyncDispose](), 30_000);

test.each([
  ["({ packets })", "{ packets: 3 }"],
  ["({ packets, sum: { bytes, packets } })", "{ packets: 3, sum: { bytes: 400, packets: 3 } }"],
  ["({ sep, of: twice(2) })", "{ sep: '/', of: 4 }"],
  ["[1].map((index) => ({ index, packets }))[0]", "{ index: 1, packets: 3 }"],
  ["(({ packets }: Row) => packets)(row)", "7"],
  ["(({ packets }: Row) => ({ packets }))(row)", "{ packets: 7 }"],
  ["const { packets: seven, inner: { bytes: nine } } = row; [seven, nine]", "[ 7, 9 ]"],
  ["const { rest: none = String(packets) } = row; none", "'3'"],
  ["let other = 0; ({ packets: other } = row); other", "7"],
  ["({ packets } = row); packets", "7"],
  ["({ packets = bytes } = {} as { packets?: number }); packets", "400"],
  ["(await Promise.resolve({ packets })).packets", "400"],
  ["({ packets: 1, twice() { return packets; } }).twice()", "400"],
])("%s", async (code, value) => {
  const run = await kernel.execute(code);
  expect(run.reply).toMatchObject({ status: "ok" });
  expect(ofType(run, "execute_result")[0]?.data["text/plain"]).toBe(value);
});

test("what such a cell declares keeps its type for the next", async () => {
  await kernel.execute("const both = { packets, bytes };");
  expect((await kernel.execute("const text: string = both.packets;")).reply.evalue).toMatch(/^1:7 - Type 'number' is not assignable/);
});
