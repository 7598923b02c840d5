import { expect, test } from "vitest";
import { ColumnBuilder, float64 } from "../../kernel-helpers/src/table/builder";
import { numbers, words } from "../../kernel-helpers/src/table/column";
import { table } from "../../kernel-helpers/src/table/table";

const sample = table({ name: words([1, 0, 1], ["a,b", 'say "hi"']), bytes: numbers(Float64Array.of(1, 0.1, NaN)) }, "Sample <1>");

test("CSV quotes commas and quotes, and writes NaN as NaN", () => {
  expect(sample.toCsv()).toBe('name,bytes\n"say ""hi""",1\n"a,b",0.1\n"say ""hi""",NaN\n');
});

test("CSV pieces are the CSV, for tables of any size", () => {
  const long = table({ i: numbers(Float64Array.from({ length: 100000 }, (_, i) => i)) });
  const pieces = [...long.csvPieces()];
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces.join("")).toBe(["i", ...Array.from({ length: 100000 }, (_, i) => i), ""].join("\n"));
});

test("rows are records", () => {
  expect([...sample.rows()][1]).toEqual({ name: "a,b", bytes: 0.1 });
  expect(() => sample.column("frames")).toThrow('no column "frames"; there are name, bytes');
});

test("text aligns numbers right, and leaves the middle of a long table out", () => {
  expect(sample.toString()).toBe('Sample <1>\nname      bytes\nsay "hi"      1\na,b         0.1\nsay "hi"    NaN');
  const long = table({ i: numbers(Float64Array.from({ length: 100 }, (_, i) => i)) });
  expect(long.toString(4).split("\n")).toEqual([" i", " 0", " 1", " …", "98", "99"]);
});

test("HTML escapes what comes from data", () => {
  expect(sample.toHtml()).toContain("Sample &#60;1&#62;");
  expect(sample.toHtml()).toContain("<td>say &#34;hi&#34;</td>");
});

test("columns have one length", () => {
  expect(() => table({ a: numbers([1]), b: numbers([1, 2]) })).toThrow("column b has 2 rows, not 1");
});

test("a builder keeps what was pushed, over the borders of its chunks", () => {
  const builder = new ColumnBuilder(float64);
  for (let i = 0; i < 200000; i++) builder.push(i / 2);
  const column = builder.finish();
  expect(column).toHaveLength(200000);
  expect(column.every((value, i) => value === i / 2)).toBe(true);
});
