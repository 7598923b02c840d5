import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { plotLoad } from "../../kernel-helpers/src/plot/load";
import type { RequestLine } from "../../kernel-helpers/src/runfolder/load";
import { loadStatistics } from "../../kernel-helpers/src/runfolder/loadstatistics";
import { root } from "../house/scripts";

const origin = 1700000000.1;
const request = (at: number, name: string, ms: number, failure: string | null = null): RequestLine => ({
  time: Math.round((origin + at) * 1e6) / 1e6,
  user: 1,
  method: "GET",
  name,
  path: name,
  status: failure ? 500 : 200,
  ms,
  bytes: 100,
  failure,
});
// One before the trial, one after it, one on a border.
const lines = [
  request(-1, "/", 9),
  request(0, "/", 10),
  request(0.5, "/", 30),
  request(0.9, "/cart", 500, "HTTP 500"),
  request(1, "/", 20),
  request(3, "/", 7),
];
const load = loadStatistics(lines, { origin, until: 3, every: 1, marks: [{ start: 1, end: 2, kind: "exfiltration" }] });

test("load is a row per window and kind of request, of the trial only", () => {
  expect(load.toCsv()).toBe(`window,start,method,name,requests,failures,median_ms,p95_ms,max_ms,bytes
0,1700000000.1,GET,/,2,0,20,29,30,200
0,1700000000.1,GET,/cart,1,1,500,500,500,100
1,1700000001.1,GET,/,1,0,20,20,20,100
`);
  expect([...load.requests().rows()].map(({ ms }) => ms)).toEqual([10, 30, 500, 20]);
});

test("load shows itself as a table like Locust's, whose quantiles are numpy's", () => {
  const rows = [...load.summary().rows()];
  expect(rows.map(({ name, requests, failures, per_second }) => [name, requests, failures, per_second])).toEqual([
    ["/", 3, 0, 1],
    ["/cart", 1, 1, 0.333],
    ["all together", 4, 1, 1.333],
  ]);
  const script = "import numpy; print(*[round(float(v), 3) for v in numpy.quantile([10, 30, 500, 20], [.5, .95])])";
  const expected = execFileSync(join(root, ".venv/bin/python"), ["-c", script]).toString().trim().split(" ").map(Number);
  expect([rows[2].median_ms, rows[2].p95_ms]).toEqual(expected);
  expect(load.toString()).toContain("all together");
  expect(load.toDataFrame().shape).toEqual([3, 10]);
});

test("the figure of load has requests a second, those under way, answer times and failures, with the thefts shaded", () => {
  const { data, layout } = plotLoad(load);
  const [home, cart, underWay, , , failures] = data as { name: string; y: (number | null)[] }[];
  expect([home.name, home.y, cart.name, cart.y]).toEqual(["/", [2, 1, 0], "/cart", [1, 0, 0]]);
  // 10 ms, 30 ms and 100 ms of 500 in the first second; the other 400 ms and 20 ms in the second.
  expect(underWay.y.map((value) => value?.toFixed(6))).toEqual(["0.140000", "0.420000", "0.000000"]);
  expect(failures.y).toEqual([1, 0, 0]);
  expect((layout as { shapes: object[] }).shapes).toMatchObject([{ x0: 1, x1: 2 }]);
});

test("load in windows of no length is refused", () => {
  expect(() => loadStatistics(lines, { origin, until: 3, every: 0 })).toThrow("every: must be a number of seconds above 0, not 0");
});
