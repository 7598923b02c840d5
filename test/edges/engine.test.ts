import { expect, test } from "vitest";
import { InputError } from "../../kernel-helpers/src/config/error";
import { Engine } from "../../kernel-helpers/src/edges/engine";

test("more sums than 4 GB hold are refused in one line, and up to there memory is zeros", () => {
  const engine = new Engine();
  const block = 1 << 28;
  const blocks: number[] = [];
  expect(() => {
    for (;;) blocks.push(engine.allocate(block));
  }).toThrow(new InputError("every: the edges of so many windows do not fit the 4 GB that sums may take; choose coarser granularities"));
  expect(blocks).toHaveLength(15); // 16 without what the loops have from the start.
  expect(engine.uint32(blocks[14], block / 4).at(-1)).toBe(0);
});
