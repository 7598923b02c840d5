import { expect, test } from "vitest";
import { bootId, isAlive, processStart } from "../../kernel-helpers/src/runfolder";

test("a process of an earlier start of the machine does not live, whoever has its number and its time now", () => {
  const self = { pid: process.pid, pidStart: processStart(process.pid)! };
  expect(bootId()).toMatch(/^[0-9a-f-]{36}$/);
  expect(isAlive(self)).toBe(true);
  expect(isAlive({ ...self, boot: bootId() })).toBe(true);
  expect(isAlive({ ...self, boot: "00000000-0000-0000-0000-000000000000" })).toBe(false);
  expect(isAlive({ ...self, pidStart: self.pidStart - 1, boot: bootId() })).toBe(false);
});
