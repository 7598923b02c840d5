import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { parseReceipt, receiptLine } from "../../kernel-helpers/src/exfil/agent/receipt";
import { jobOf } from "../../kernel-helpers/src/exfil/agent/sender";
import { startFeedback } from "../../kernel-helpers/src/run/feedback";
import { receiptBook } from "../../kernel-helpers/src/run/receipts";
import { missedRate, ratesOf } from "../../kernel-helpers/src/run/rates";
import type { PlannedAgent } from "../../kernel-helpers/src/exfil/planned";
import type { LabProcess } from "../../kernel-helpers/src/lab/lab";
import type { LedgerLine } from "../../kernel-helpers/src/runfolder";
import { endAgents, receiverDocument, scratch, senderDocument, startAgent, type AgentProcess } from "./agents";

afterEach(endAgents);

const sentBytes = ({ ledger }: AgentProcess) => ledger.reduce((sum, { payload }) => sum + payload, 0);

test("a sender waits for what is under way, and goes on once it hears that it has come", async () => {
  const receiver = startAgent(receiverDocument("127.75.1.2", 6969, join(scratch, "feedback")));
  await receiver.says("receives at");
  // 2 s at 4,000 B/s and 16 chunks of 100 bytes may be under way: 9,600 bytes.
  const document = senderDocument("127.75.1.2", 6969, { bytesPerSecond: 4000, chunk: { min: 100, max: 100 } });
  // The first receipt comes together with the document: the agent may be slow to start.
  const sender = startAgent(`${JSON.stringify(document)}\n${receiptLine({ received: 0, through: -1 })}`);
  let receipt = { received: 0, through: -1 };
  const telling = setInterval(() => sender.tell(receiptLine(receipt)), 200);
  await pause(4500);
  expect(sentBytes(sender)).toBeGreaterThan(8000);
  expect(sentBytes(sender)).toBeLessThanOrEqual(9700);
  receipt = { received: 15_000, through: 95 }; // more than what is under way at the end
  await sender.exited;
  clearInterval(telling);
  // 20,000 bytes, 16 of IV, and the file padded to the next multiple of 16.
  expect(sentBytes(sender)).toBe(20_032);
  await receiver.says("recovered");
});

test("what is no receipt is ignored", () => {
  expect(parseReceipt(receiptLine({ received: 5, through: -1 }))).toEqual({ received: 5, through: -1 });
  for (const line of ["", "{", "[]", "null", '{"received":-1,"through":0}', '{"received":1.5,"through":0}', '{"through":0}'])
    expect(parseReceipt(line)).toBeNull();
});

const line = (given: Partial<LedgerLine>): LedgerLine => ({
  time: 100,
  agent: "receiver.1",
  hop: 1,
  event: "received",
  transport: "udp",
  local: "10.0.0.1:1",
  remote: "10.0.0.2:2",
  job: "abcdefg",
  index: 0,
  payload: 100,
  encoded: 250,
  ...given,
});
const text = (given: Partial<LedgerLine>) => `${JSON.stringify(line(given))}\n`;

test("receipts follow a ledger as it grows: each message once, half a line later, other events not at all", () => {
  const file = join(scratch, "growing.jsonl");
  const book = receiptBook([file]);
  book.update();
  expect(book.of("abcdefg")).toEqual({ received: 0, through: -1 });
  writeFileSync(file, text({ index: -1, payload: 0 }) + text({ index: 0 }) + text({ index: 2, payload: 50 }) + text({ index: 0 }));
  book.update();
  expect(book.of("abcdefg")).toEqual({ received: 150, through: 2 });
  const next = text({ index: 1, payload: 7 }) + text({ index: 9, event: "relayed" }) + text({ index: 4, job: "another" });
  appendFileSync(file, next.slice(0, 40));
  book.update();
  expect(book.of("abcdefg")).toEqual({ received: 150, through: 2 });
  appendFileSync(file, next.slice(40));
  book.update();
  expect(book.of("abcdefg")).toEqual({ received: 157, through: 2 });
  expect(book.of("another")).toEqual({ received: 100, through: 4 });
});

test("each sender hears of its own job, until it has ended", async () => {
  const file = join(scratch, "told.jsonl");
  writeFileSync(file, text({ index: 3, payload: 70 }));
  const told: string[] = [];
  let end!: () => void;
  const exited = new Promise<{ code: number; signal: null }>((resolve) => (end = () => resolve({ code: 0, signal: null })));
  const write = (what: string) => (told.push(what), Promise.resolve());
  const feedback = startFeedback([file]);
  try {
    feedback.tell({ write, exited } as unknown as LabProcess, "abcdefg");
    await expect.poll(() => told.length, { timeout: 5000 }).toBeGreaterThan(1);
    expect(parseReceipt(told[0])).toEqual({ received: 70, through: 3 });
    end();
    await exited;
    const before = told.length;
    await pause(600);
    expect(told.length).toBe(before);
  } finally {
    feedback.stop();
  }
});

test("rates are those of the ledger's times, copies count once, and a missed rate says what came and what was wanted", () => {
  const sender = senderDocument("127.0.0.1", 1, {
    bytesPerSecond: 100,
    chunk: { min: 100, max: 100 },
    data: { kind: "text", bytes: 1000 },
  });
  const job = jobOf(sender.seed);
  // A message of 100 bytes each second is 100 B/s; 11 of them from second 0 to 10.
  const sent = Array.from({ length: 11 }, (_, i) => line({ job, event: "sent", hop: 0, time: i, index: i }));
  const received = (gap: number) => Array.from({ length: 11 }, (_, i) => line({ job, time: 0.5 + i * gap, index: i }));
  const agents = [{ document: sender, theft: 0, span: 0 }] as unknown as PlannedAgent[];
  const copies = [line({ job, time: 3.7, index: 3 }), line({ job, time: 3.8, index: 3 })];
  const [good] = ratesOf(
    [...sent, ...received(1), ...copies].sort((a, b) => a.time - b.time),
    agents,
  );
  expect(good).toMatchObject({ wanted: 100, rate: 110, seconds: 10, held: true });
  expect(good.hops).toEqual([{ hop: 0, payload: 110, transport: 275 }]);
  const [slow] = ratesOf(
    [...sent, ...received(2)].sort((a, b) => a.time - b.time),
    agents,
  );
  expect(slow).toMatchObject({ rate: 55, seconds: 20, held: false });
  expect(missedRate(slow)).toBe(
    "exfiltration[0], span 0: the rate was not held: 55 B/s instead of 100 B/s; from second 0 to 20 1100 bytes arrived where its schedule wanted 2000",
  );
  const [none] = ratesOf([], agents);
  expect(none).toMatchObject({ rate: null, held: false });
  expect(missedRate(none)).toMatch(/fewer than two messages arrived$/);
});
