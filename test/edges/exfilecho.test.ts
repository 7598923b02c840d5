import { expect, test } from "vitest";
import { joinLedger } from "../../kernel-helpers/src/edges/ledger/join";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import { encodeMessage } from "../../kernel-helpers/src/exfil/det/message";
import type { LedgerLine } from "../../kernel-helpers/src/runfolder/ledger";
import { type Frame, fileOf, frame, pcap } from "../pcap/files";
import { ethernet, ipv4 } from "../pcap/packets";

// A theft over icmp, and between its very addresses the pings of a monitor: `ping` counts its sequence numbers from 1, too.
const [from, to] = ["10.0.0.1", "10.0.0.2"];
const job = "aB3dE5g";
const start = 1000;

/** An echo request and its reply, of which 256 bytes are kept, as captures of a lab have it. */
function echo(time: number, id: number, sequence: number, data: Buffer): Frame[] {
  return [8, 0].map((type, i) => {
    const head = Buffer.from([type, 0, 0, 0, id >> 8, id & 255, sequence >> 8, sequence & 255]);
    const ends: [string, string] = type === 8 ? [from, to] : [to, from];
    const bytes = ethernet(ipv4(...ends, Buffer.concat([head, data]), { protocol: 1 }));
    return frame(time, i * 1e6, bytes.subarray(0, 256), bytes.length);
  });
}

/** In base64: job 7, separators 6, index 1, chunk 700 characters: 714 bytes make 952; with 28 of headers 980. */
const message = (index: number): Buffer =>
  Buffer.from(encodeMessage({ kind: "data", job, index, chunk: Buffer.alloc(350, index) }).toString("base64"));
const line = (index: number, time: number): LedgerLine => ({
  ...{ time, agent: "web.1", hop: 0, event: "sent", transport: "icmp", local: `${from}:1`, remote: `${to}:1`, id: 70 + index },
  ...{ job, index, payload: 350, encoded: 952 },
});
const received = (sent: LedgerLine): LedgerLine => ({ ...sent, agent: "receiver.1", hop: 1, event: "received", local: `${to}:1` });
const sent = [line(0, start + 1), line(1, start + 3)];
const ledger = sent.flatMap((one) => [one, { ...received(one), remote: `${from}:1` }]);

const theirs = sent.flatMap(({ time, id, index }) => echo(time, id!, 1, message(index)));
/** `ping` sends 56 bytes; one whose id is that of a message; and one that looks like base64, of no message. */
const pings = [
  ...echo(start + 1, 9000, 1, Buffer.alloc(56, 0x10)),
  ...echo(start + 2, 9000, 2, Buffer.alloc(56, 0x10)),
  ...echo(start + 3, 71, 1, Buffer.alloc(56, 0x10)),
  ...echo(start + 4, 9001, 1, Buffer.alloc(952, "YUI=")),
];

const captureOf = (frames: readonly Frame[]): string => fileOf(pcap([...frames].sort((a, b) => a.seconds - b.seconds)));
const edgesOf = (frames: readonly Frame[], withLedger = true) =>
  readEdges([{ file: captureOf(frames) }], { every: 1, level: "ip", origin: start, until: start + 5, ...(withLedger && { ledger }) });

test("pings between the addresses of a theft over icmp are not its own", async () => {
  const joined = await joinLedger(ledger, [captureOf([...theirs, ...pings])]);
  expect(joined.remainders).toEqual([]);
  expect(joined.stolen).toEqual({ sent: 700, received: 700, captured: 700 });
  expect(joined.legs).toMatchObject([{ messages: 2, capturedPayload: 2 * 952, strays: { connections: 0, payload: 0 } }]);

  const edges = await edgesOf([...theirs, ...pings]);
  const shares = [...edges].map(({ window, source, bytes, exfilPayload, exfilApp, exfilBytes, exfilOverhead }) => {
    return [window, source, bytes, exfilPayload, exfilApp, exfilBytes, exfilOverhead];
  });
  // A ping is 56 + 28 = 84 bytes; what comes back of a message is overhead, and not stolen twice.
  expect(shares).toEqual([
    [1, from, 980 + 84, 350, 952, 980, 0],
    [1, to, 980 + 84, 0, 0, 0, 980],
    [2, from, 84, 0, 0, 0, 0],
    [2, to, 84, 0, 0, 0, 0],
    [3, from, 980 + 84, 350, 952, 980, 0],
    [3, to, 980 + 84, 0, 0, 0, 980],
    [4, from, 980, 0, 0, 0, 0],
    [4, to, 980, 0, 0, 0, 0],
  ]);
  // What is between the two messages is grey by the theft's span alone.
  expect(edges.labels()).toEqual(["negative", "positive", "grey", "positive", "negative"]);
  expect(edges.without("exfil").toCsv()).toBe((await edgesOf(pings, false)).toCsv());
});

test("a message to where an agent listens is the thief's, though nobody has it on record", async () => {
  const listeners = [{ transport: "icmp", at: `${to}:1`, hop: 1 }] as const;
  const joined = await joinLedger([], [captureOf([...theirs, ...pings])], { listeners });
  expect(joined.remainders).toMatchObject([{ hop: 0, kind: "unrecorded", messages: 0, encoded: 2 * 952, carriers: 2 }]);
});
