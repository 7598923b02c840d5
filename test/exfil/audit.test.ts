import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openAudit } from "../../kernel-helpers/src/run/audit";
import { auditFile, readLines, type LedgerLine } from "../../kernel-helpers/src/runfolder";

const line = (remote: string): LedgerLine => ({
  ...{ time: 100, agent: "user-db.1", hop: 0, event: "sent", transport: "tcp", local: "10.0.0.1:40000", remote },
  ...{ job: "aB3dE5g", index: 0, payload: 50, encoded: 150 },
});

test("a ledger with a destination outside of the lab's networks fails the trial, and is on record", () => {
  const run = mkdtempSync(join(tmpdir(), "munnin-audit-"));
  const audit = openAudit(run, () => 7);
  const lab = ["10.0.0.0/24", "fd00:1::/64"];
  audit.destinations(0, [line("10.0.0.2:6969"), line("10.0.0.2:6969"), line("[fd00:1::2]:6969")], lab);
  expect(() => audit.destinations(1, [line("10.0.0.2:6969"), line("10.0.1.2:80")], lab)).toThrow(
    "an agent sent outside of the lab's networks: user-db.1 to 10.0.1.2:80",
  );
  const common = { time: 7, event: "sent", agent: "user-db.1" };
  expect(readLines(auditFile(run))).toEqual([
    { ...common, trial: 0, remote: "10.0.0.2:6969", messages: 2, insideLab: true },
    { ...common, trial: 0, remote: "[fd00:1::2]:6969", messages: 1, insideLab: true },
    { ...common, trial: 1, remote: "10.0.0.2:6969", messages: 1, insideLab: true },
    { ...common, trial: 1, remote: "10.0.1.2:80", messages: 1, insideLab: false },
  ]);
});
