import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { jobOf } from "../../kernel-helpers/src/exfil/agent/sender";
import type { PlannedAgent } from "../../kernel-helpers/src/exfil/planned";
import { syntheticData } from "../../kernel-helpers/src/exfil/synthetic";
import { theftOf, unfinishedSenders } from "../../kernel-helpers/src/run/ledger";
import { type LedgerLine, ledgerFile, receivedFolder, trialFolder } from "../../kernel-helpers/src/runfolder";

const run = mkdtempSync(join(tmpdir(), "munnin-stolen-"));
afterAll(() => rmSync(run, { recursive: true }));

const line = (job: string, hop: number, event: LedgerLine["event"], index: number, payload: number): LedgerLine => ({
  ...{ time: 100, agent: "a.1", hop, event, transport: "tcp", local: "10.0.0.1:40000", remote: "10.0.0.2:6969" },
  ...{ job, index, payload, encoded: 4 * payload },
});
const sender = (seed: number) => ({ document: { role: "sender", hop: 0, seed, data: { kind: "text", bytes: 100 } } }) as PlannedAgent;
const receiver = (hop: number) => ({ document: { role: "receiver", hop } }) as PlannedAgent;

test("what was received counts each message once, of thefts whose paths differ in length, too", () => {
  const trial = trialFolder(run, 0);
  mkdirSync(receivedFolder(trial), { recursive: true });
  const ledger = [
    // One hop to outside, of which the second message came twice.
    ...[line("shortaB", 0, "sent", 0, 60), line("shortaB", 0, "sent", 1, 68)],
    ...[line("shortaB", 1, "received", 0, 60), line("shortaB", 1, "received", 1, 68), line("shortaB", 1, "received", 1, 68)],
    // Two hops.
    ...[line("longaBc", 0, "sent", 0, 128), line("longaBc", 1, "relayed", 0, 128), line("longaBc", 2, "received", 0, 128)],
  ];
  writeFileSync(ledgerFile(trial), ledger.map((one) => `${JSON.stringify(one)}\n`).join(""));
  const agents = [sender(1), receiver(1), sender(2), receiver(2)];
  expect(theftOf(trial, agents)).toEqual({ sent: 256, received: 256, recovered: false });
  for (const seed of [1, 2]) writeFileSync(join(receivedFolder(trial), `${seed}.txt`), syntheticData("text", 100, seed));
  expect(theftOf(trial, agents)).toEqual({ sent: 256, received: 256, recovered: true });
});

test("a sender has finished with the message at its file's end, which carries nothing; so does a registration", () => {
  const [one, two] = [jobOf(1), jobOf(2)];
  const ledger = [line(one, 0, "sent", -1, 0), line(one, 0, "sent", 0, 60), line(one, 0, "sent", 1, 0), line(two, 0, "sent", -1, 0)];
  const agents = [sender(1), receiver(1), sender(2)];
  expect(unfinishedSenders(ledger, agents)).toEqual({ unfinished: 1, senders: 2 });
  // A relay's end is not the sender's.
  expect(unfinishedSenders([...ledger, line(two, 1, "relayed", 1, 0)], agents)).toEqual({ unfinished: 1, senders: 2 });
  expect(unfinishedSenders([...ledger, line(two, 0, "sent", 1, 0)], agents)).toEqual({ unfinished: 0, senders: 2 });
});
