import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { count, countBrowserTests, root } from "./scripts";

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

  test("counts the tests in a browser as the others: nested, flaky ones as failures, none at all as one", () => {
    const spec = (title: string, status: string) => ({ title, file: "panel.spec.ts", tests: [{ status }] });
    const suites = [
      { specs: [spec("a", "expected")], suites: [{ specs: [spec("b", "unexpected"), spec("c", "flaky"), spec("d", "skipped")] }] },
    ];
    expect(countBrowserTests({ suites }, { ...quiet, status: 1 })).toEqual({
      passed: 1,
      failures: ["test/browser/panel.spec.ts: b", "test/browser/panel.spec.ts: c"],
      skipped: ["test/browser/panel.spec.ts: d"],
    });
    expect(countBrowserTests({}, quiet).failures).toEqual(["browser: no test was run"]);
    const broken = { suites: [], errors: [{ message: "Error: no Chromium\n at …" }] };
    expect(countBrowserTests(broken, { ...quiet, status: 1 }).failures).toEqual(["browser: Error: no Chromium"]);
  });
});
