import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import { checkReading } from "../fuzz/check";

const found = join(__dirname, "found");

test.each(readdirSync(found))("what the fuzzer found, %s, is read or refused by a clear error", async (name) => {
  expect(await checkReading(join(found, name), [1, 10])).toMatch(/^(read|refused)$/);
});

test("a zstd block whose Huffman weights take no bits is refused instead of being read for ever", async () => {
  const reading = readEdges([{ file: join(found, "zstd-weights-without-end.capture") }], { every: [1] });
  await expect(reading).rejects.toThrow("a zstd block is damaged: its Huffman table has no end");
});
