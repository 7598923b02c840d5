import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { joinLedger, type LedgerJoin } from "../../kernel-helpers/src/edges/ledger/join";
import { endAgents, portOf, receiverDocument, scratch, senderDocument, startAgent } from "./agents";
import { captured } from "./captured";

afterEach(endAgents);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** On each leg the bytes on record are those in the capture and those whose absence has a reason. */
function expectEveryByteExplained({ legs, remainders }: LedgerJoin): void {
  for (const { hop, encoded, capturedPayload } of legs) {
    const missing = remainders.filter((one) => one.hop === hop && ["unseen", "lost", "cut"].includes(one.kind));
    expect([hop, capturedPayload + sum(missing.map((one) => one.encoded))]).toEqual([hop, encoded]);
  }
}

/** So much that several messages, or their queries, are always under way; over udp, where nothing holds a sender back, what a busy machine takes. */
const killed = [
  { transport: "tcp", at: "127.77.1.2", chunk: 60_000, bytesPerSecond: 1e9 },
  { transport: "http", at: "127.77.1.3", chunk: 60_000, bytesPerSecond: 1e9 },
  { transport: "udp", at: "127.77.1.5", chunk: 600, bytesPerSecond: 200_000 },
  { transport: "dns", at: "127.77.1.6", chunk: 2000, bytesPerSecond: 1e9 },
  { transport: "icmp", at: "127.77.1.7", chunk: 500, bytesPerSecond: 1e9 },
] as const;

test.each(killed)(
  "of a sender over $transport that is killed while it sends, the receiver's word counts, and every byte is explained",
  async ({ transport, at, chunk, bytesPerSecond }) => {
    const file = join(scratch, `killed-${transport}.pcap`);
    const port = portOf(transport);
    const { sender, receiver } = await captured(file, `host ${at}`, async () => {
      const receiver = startAgent(receiverDocument(at, port, join(scratch, `killed-${transport}`), { transport }));
      await receiver.says("receives at");
      const data = { kind: "random", bytes: 10_000_000 } as const;
      const sender = startAgent(senderDocument(at, port, { transport, bytesPerSecond, chunk: { min: chunk, max: chunk }, data }));
      await expect.poll(() => sender.ledger.length, { timeout: 10_000 }).toBeGreaterThan(20);
      process.kill(sender.pid, "SIGKILL");
      await sender.exited;
      await new Promise((resolve) => setTimeout(resolve, 300));
      receiver.endInput();
      await receiver.exited;
      return { sender, receiver };
    });
    const joined = await joinLedger([...sender.ledger, ...receiver.ledger], [file]);
    const received = sum([...new Map(receiver.ledger.map(({ index, payload }) => [index, payload])).values()]);
    expect(joined.stolen.received).toBe(received);
    expect(joined.stolen.captured).toBe(received);
    expect(received).toBeGreaterThan(0);
    expectEveryByteExplained(joined);
    // What it had no time to write down is all that is left: connections that the receiver has whole, or that broke off.
    expect(joined.remainders.filter(({ kind }) => kind !== "unrecorded")).toEqual([]);
  },
);

test("a connection that is reset is named with its bytes, and the message that it carried is counted once", async () => {
  const at = "127.77.1.4";
  const file = join(scratch, "reset.pcap");
  let read = 0;
  const { sender, receiver } = await captured(file, `host ${at}`, async () => {
    const server = createServer({ allowHalfOpen: true }, (socket: Socket) => {
      // Reads all that is there, so that as much was captured, and resets.
      socket.on("data", (piece) => ((read += piece.length), setTimeout(() => socket.resetAndDestroy(), 30)));
      socket.on("error", () => undefined);
      server.close();
    });
    await new Promise<void>((resolve) => server.listen(6969, at, resolve));
    const sender = startAgent(senderDocument(at, 6969, { bytesPerSecond: 1e9 }));
    await expect.poll(() => sender.log(), { timeout: 10_000 }).toContain("(attempt 1 of 7)");
    const receiver = startAgent(receiverDocument(at, 6969, join(scratch, "reset")));
    expect(await sender.exited).toBe(0);
    await receiver.says("recovered");
    receiver.endInput();
    await receiver.exited;
    return { sender, receiver };
  });
  const joined = await joinLedger([...sender.ledger, ...receiver.ledger], [file]);
  expect(read).toBeGreaterThan(0);
  expect(joined.remainders).toMatchObject([{ hop: 0, kind: "unrecorded", messages: 0, encoded: read, carriers: 1 }]);
  expect(joined.stolen).toEqual({ sent: 20_032, received: 20_032, captured: 20_032 });
  expectEveryByteExplained(joined);
});
