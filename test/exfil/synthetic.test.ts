import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { syntheticData } from "../../kernel-helpers/src/exfil/synthetic";
import { drawSome, randomStream, wholeBetween } from "../../kernel-helpers/src/runfolder/random";

test.each(["records", "text", "random"] as const)("%s are as long as asked, and the same for the same seed only", (kind) => {
  for (const bytes of [1, 39, 1000, 12_345]) expect(syntheticData(kind, bytes, 3).length).toBe(bytes);
  expect(syntheticData(kind, 5000, 3)).toEqual(syntheticData(kind, 5000, 3));
  expect(syntheticData(kind, 5000, 3)).not.toEqual(syntheticData(kind, 5000, 4));
});

test("records are lines of customers who cannot exist", () => {
  const [head, ...lines] = syntheticData("records", 20_000, 1).toString("latin1").split("\n");
  expect(head).toBe("id,name,email,street,city,card,expires");
  for (const line of lines.slice(0, -1))
    expect(line).toMatch(/^\d{6},[a-z]+ [a-z]+,[a-z.]+\d+@example\.com,.*,0000( \d{4}){3},\d\d\/\d\d$/);
});

test("random data cannot be compressed, records can", () => {
  expect(deflateSync(syntheticData("random", 50_000, 1)).length).toBeGreaterThan(50_000);
  expect(deflateSync(syntheticData("records", 50_000, 1)).length).toBeLessThan(25_000);
});

test("a stream of random numbers depends on its seed and name, and is uniform", () => {
  const take = (seed: number, name: string) => Array.from({ length: 10_000 }, randomStream(seed, name));
  const numbers = take(1, "a");
  expect(numbers).toEqual(take(1, "a"));
  expect(numbers.slice(0, 5)).not.toEqual(take(1, "b").slice(0, 5));
  expect(numbers.slice(0, 5)).not.toEqual(take(2, "a").slice(0, 5));
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  // Chi-square of ten classes, 9 degrees of freedom: 27.9 is the 99.9 % point.
  const classes = new Array<number>(10).fill(0);
  for (const number of numbers) classes[Math.floor(number * 10)]++;
  expect(classes.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(27.9);
});

test("sfc32 runs as its author wrote it", () => {
  // PractRand's step, with 32-bit integers by BigInt, from the same state.
  const state = createHash("sha256").update("5/oracle").digest();
  let [a, b, c, counter] = [state.readUInt32LE(0), state.readUInt32LE(4), state.readUInt32LE(8), 1].map(BigInt);
  const word = (value: bigint) => BigInt.asUintN(32, value);
  const random = randomStream(5, "oracle");
  for (let i = 0; i < 100; i++) {
    const sum = word(a + b + counter);
    counter = word(counter + 1n);
    a = b ^ (b >> 9n);
    b = word(c + (c << 3n));
    c = word((word(c << 21n) | (c >> 11n)) + sum);
    expect(random() * 2 ** 32).toBe(Number(sum));
  }
});

test("drawing some takes each at most once, and no more than there are", () => {
  const random = randomStream(1, "draw");
  expect(drawSome(random, [1, 2, 3, 4], 4).sort()).toEqual([1, 2, 3, 4]);
  expect(() => drawSome(random, [1], 2)).toThrow(RangeError);
  expect(new Set(Array.from({ length: 200 }, () => wholeBetween(random, 3, 5)))).toEqual(new Set([3, 4, 5]));
});
