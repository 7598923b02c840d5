import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { count, root } from "./scripts";

const file = (status: string, ...statuses: string[]) => ({
  name: join(root, "test/pcap/read.test.ts"),
  status,
  message: status === "failed" && statuses.length === 0 ? "Error: Cannot find module\n  at …" : "",
  assertionResults: statuses.map((each, i) => ({ fullName: `fact ${i}`, status: each })),
});
const quiet = { status: 0, failOnSkip: false };

describe("npm test", () => {
  test("counts what passed and names what failed", () => {
    const tally = count([file("failed", "passed", "failed", "passed")], { ...quiet, status: 1 });
    expect(tally).toEqual({ passed: 2, failures: ["test/pcap/read.test.ts: fact 1"], skipped: [] });
  });

  test("fails when nothing was run", () => {
    expect(count([], quiet).failures).toHaveLength(1);
  });

  test("fails for a file that cannot be loaded, with its reason", () => {
    const { failures } = count([file("failed"), file("passed", "passed")], { ...quiet, status: 1 });
    expect(failures).toEqual(["test/pcap/read.test.ts: Error: Cannot find module"]);
  });

  test("fails for an error outside of tests", () => {
    expect(count([file("passed", "passed")], { ...quiet, status: 1 }).failures).toHaveLength(1);
  });

  test("names a skipped test, does not count it as passed, and fails for it in continuous integration", () => {
    const files = [file("passed", "passed", "skipped", "todo")];
    expect(count(files, quiet)).toEqual({
      passed: 1,
      failures: [],
      skipped: ["test/pcap/read.test.ts: fact 1", "test/pcap/read.test.ts: fact 2"],
    });
    expect(count(files, { ...quiet, failOnSkip: true }).failures).toHaveLength(2);
  });
});
