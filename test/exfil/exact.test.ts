import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { joinLedger, type LedgerJoin } from "../../kernel-helpers/src/edges/ledger/join";
import type { SenderDocument } from "../../kernel-helpers/src/exfil/document";
import type { LedgerLine, Transport } from "../../kernel-helpers/src/runfolder/ledger";
import { payloadByTshark } from "./captured";
import { endAgents, portOf, receiverDocument, relayDocument, scratch, senderDocument, startAgent } from "./agents";

afterEach(endAgents);

/** A packet that the line lost. */
interface Lost {
  readonly direction: "there" | "back";
  readonly protocol: number;
  readonly payload: number;
}

/** The line of lossy_link.py. */
async function lossyLink(rate: number, seed: number) {
  const child = spawn("python3", [join(__dirname, "lossy_link.py"), `${rate}`, `${seed}`], { stdio: ["pipe", "pipe", "pipe"] });
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`this test needs network namespaces and /dev/net/tun (root): ${complaints}`);
    return value as string;
  };
  const { near, far } = JSON.parse(await next()) as { near: number; far: number };
  return {
    near: ["nsenter", "-t", `${near}`, "-n"],
    far: ["nsenter", "-t", `${far}`, "-n"],
    async end(): Promise<Lost[]> {
      child.stdin.end();
      const lost = JSON.parse(await next()) as [Lost["direction"], number, number, number][];
      return lost.map(([direction, protocol, , payload]) => ({ direction, protocol, payload }));
    },
  };
}

/**
 * A theft from near over a relay at far to a receiver at near, over a line that loses packets; captured at near, where what goes there is
 * lost behind the capture point, and what comes back is lost before it.
 */
async function theftOverLossyLine(
  transport: Transport,
  rate: number,
  seed: number,
  given: Partial<SenderDocument> = {},
): Promise<{ joined: LedgerJoin; lost: Lost[]; file: string }> {
  const file = join(scratch, `lossy-${transport}.pcap`);
  const link = await lossyLink(rate, seed);
  const [dump, ...dumpArgs] = [...link.near, "tcpdump", "-i", "line", "-s", "256", "-U", "--immediate-mode", "-w", file];
  const tcpdump = spawn(dump, dumpArgs, { stdio: ["ignore", "ignore", "pipe"] });
  const captured = new Promise((resolve) => tcpdump.once("close", resolve));
  await new Promise<void>((resolve) => tcpdump.stderr.on("data", (text: Buffer) => text.includes("listening on") && resolve()));
  const port = portOf(transport);
  const common = { transport, allowed: ["10.9.0.0/24"] };
  const receiver = startAgent(receiverDocument("10.9.0.3", port, join(scratch, `lossy-${transport}`), { ...common, hop: 2 }), link.near);
  const relay = startAgent(relayDocument("10.9.0.2", "10.9.0.3", port, common), link.far);
  await Promise.all([receiver.says("receives at"), relay.says("relays from")]);
  const sender = startAgent(senderDocument("10.9.0.2", port, { ...common, ...given }), link.near);
  expect(await sender.exited).toBe(0);
  if (transport === "udp") await new Promise((resolve) => setTimeout(resolve, 300));
  else await receiver.says("recovered");
  relay.endInput();
  await relay.exited;
  receiver.endInput();
  await receiver.exited;
  await new Promise((resolve) => setTimeout(resolve, 300)); // what the kernel still holds
  tcpdump.kill("SIGINT");
  await captured;
  const lost = await link.end();
  const ledger: LedgerLine[] = [sender, relay, receiver].flatMap((agent) => agent.ledger);
  return { joined: await joinLedger(ledger, [file]), lost, file };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** On each leg the bytes on record are those in the capture and those whose absence has a reason. */
function expectEveryByteExplained({ legs, remainders }: LedgerJoin): void {
  for (const { hop, encoded, capturedPayload } of legs) {
    const missing = remainders.filter((one) => one.hop === hop && ["unseen", "lost", "cut"].includes(one.kind));
    expect([hop, capturedPayload + sum(missing.map((one) => one.encoded))]).toEqual([hop, encoded]);
  }
}

describe.each(["tcp", "http"] as const)("a theft over %s whose packets are lost", (transport) => {
  test("is captured byte for byte, and what was sent again is counted beside", { timeout: 60_000 }, async () => {
    const { joined, lost } = await theftOverLossyLine(transport, 0.01, 5);
    expect(joined.differences).toEqual([]);
    expect(joined.stolen).toEqual({ sent: 20_032, received: 20_032, captured: 20_032 });
    expectEveryByteExplained(joined);
    // Messages of the first leg: the receiver's answers, which go the same way, are shorter.
    const segments = lost.filter(({ direction, payload }) => direction === "there" && payload >= 400);
    expect(segments.length).toBeGreaterThan(0);
    // Each of them was captured, lost, and sent again at least once.
    expect(joined.legs[0].retransmitted).toBeGreaterThanOrEqual(Math.min(...segments.map(({ payload }) => payload)));
  });
});

describe.each(["dns", "icmp"] as const)("a theft over %s whose packets are lost", (transport) => {
  test("is captured byte for byte, and what was asked again or tried again is counted beside", { timeout: 60_000 }, async () => {
    const { joined, lost, file } = await theftOverLossyLine(transport, 0.02, 3, { data: { kind: "records", bytes: 4000 } });
    expect(lost.length).toBeGreaterThan(0);
    // IV, 4,000 bytes and a whole block of padding.
    expect(joined.stolen).toEqual({ sent: 4032, received: 4032, captured: 4032 });
    expectEveryByteExplained(joined);
    // An echo request without a reply is tried again with another id: the first try is on nobody's record, and the next hop may have had it.
    const kinds = new Set(joined.remainders.map(({ kind }) => kind));
    expect([...kinds].filter((kind) => transport === "dns" || (kind !== "unrecorded" && kind !== "repeated"))).toEqual([]);
    for (const { hop, capturedPayload, retransmitted, strays } of joined.legs) {
      const which = transport === "dns" ? `udp.dstport == ${portOf(transport)}` : "icmp.type == 8";
      const seen = payloadByTshark(file, `ip.dst == 10.9.0.${hop === 0 ? 2 : 3} && ${which}`, transport);
      expect([hop, capturedPayload + retransmitted + strays.payload]).toEqual([hop, seen]);
    }
    expect(sum(joined.legs.map(({ retransmitted, strays }) => retransmitted + strays.payload))).toBeGreaterThan(0);
  });
});

test("a theft over udp whose datagrams are lost says on which leg, before or behind the capture, and how many bytes", async () => {
  const { joined, lost } = await theftOverLossyLine("udp", 0.1, 2, { chunk: { min: 250, max: 330 } });
  const [there, back] = (["there", "back"] as const).map((direction) => lost.filter((one) => one.direction === direction));
  expect(there.length).toBeGreaterThan(0);
  expect(back.length).toBeGreaterThan(0);
  expect(joined.remainders).toMatchObject([
    { hop: 0, kind: "dropped", messages: there.length, encoded: sum(there.map(({ payload }) => payload)) },
    { hop: 1, kind: "lost", messages: back.length, encoded: sum(back.map(({ payload }) => payload)) },
  ]);
  expect(joined.stolen.sent).toBe(20_032);
  expect(joined.stolen.received).toBe(joined.stolen.captured);
  expect(joined.stolen.received).toBe(20_032 - sum(joined.remainders.map(({ payload }) => payload)));
  expectEveryByteExplained(joined);
});

test("datagrams that went in fragments, all but the first without ports, are joined byte for byte", async () => {
  // 1,500 bytes pass at once: a chunk of 600 makes a datagram of 4 · 600 and some.
  const { joined } = await theftOverLossyLine("udp", 0, 1, { chunk: { min: 500, max: 600 } });
  expect(joined.remainders).toEqual([]);
  expect(joined.stolen).toEqual({ sent: 20_032, received: 20_032, captured: 20_032 });
  expect(joined.messages.filter(({ pieces }) => pieces.length === 2).length).toBeGreaterThan(50);
});
