import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "munnin-streamed-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const library = resolve("kernel-helpers");
const metrics = ["degree.in", "degree.out", "strength.in"];
const nodes = 60;

/** Windows of a ring, each of its edges with other bytes in each window. */
function edgesOf(windows: number): string {
  const file = join(folder, `${windows}.csv`);
  const lines = ["granularity,window,start,source,destination,frames,bytes,wire_bytes"];
  for (let window = 0; window < windows; window++)
    for (let node = 0; node < nodes; node++) {
      const bytes = 1 + ((window * 31 + node * 17) % 1009);
      lines.push(`1,${window},${window},n${node},n${(node + 1) % nodes},1,${bytes},${bytes}`);
    }
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

/** What a process of its own takes at most, in MiB, beyond what it has when the edges are open; and the rows that it writes. */
function streamed(edges: string, to: string): { readonly rows: number; readonly more: number } {
  const program = `
    const { openEdges, streamMetrics } = require(${JSON.stringify(library)});
    const peak = () => process.resourceUsage().maxRSS / 1024;
    (async () => {
      const edges = await openEdges(${JSON.stringify(edges)});
      const before = peak();
      const { rows } = await streamMetrics(edges, ${JSON.stringify(metrics)}, ${JSON.stringify(join(folder, to))});
      process.stdout.write(JSON.stringify({ rows, more: peak() - before }));
    })();`;
  // With a heap as large as it likes, what V8 has not collected yet would hide what is held.
  const options = ["--max-old-space-size=64", "--max-semi-space-size=1"];
  return JSON.parse(execFileSync(process.execPath, [...options, "-e", program], { encoding: "utf8" })) as { rows: number; more: number };
}

const few = edgesOf(1000);
const many = edgesOf(5000);

// 720,000 rows more are 45 MB as text, and more in any other form. A fixed part (DuckDB and its pieces) is there in both.
test.each(["metrics.csv", "metrics.parquet"])(
  "five times as many windows take no more memory when their values are streamed to %s",
  (to) => {
    const [short, long] = [streamed(few, to), streamed(many, to)];
    expect([short.rows, long.rows]).toEqual([1000 * nodes * metrics.length, 5000 * nodes * metrics.length]);
    expect(long.more - short.more).toBeLessThan(25);
  },
  60_000,
);
