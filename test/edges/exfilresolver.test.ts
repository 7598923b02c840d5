import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { joinLedger, type LedgerJoin } from "../../kernel-helpers/src/edges/ledger/join";
import { listenersOf } from "../../kernel-helpers/src/edges/ledger/endpoints";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import type { EdgeTable } from "../../kernel-helpers/src/edges/table";
import { encodeAnswer, encodeQuery } from "../../kernel-helpers/src/exfil/agent/dns-packet";
import { encodeMessage } from "../../kernel-helpers/src/exfil/det/message";
import { digitsPerName, namesOf } from "../../kernel-helpers/src/exfil/det/names";
import type { LedgerLine } from "../../kernel-helpers/src/runfolder/ledger";
import { type Frame, fileOf, frame, pcap } from "../pcap/files";
import { ethernet, ipv4 } from "../pcap/packets";

// Two senders ask a resolver, which passes their queries on to the thief's receiver; it asks a name server, too, and others ask it.
const [one, two, resolver, nameserver, receiver] = ["10.0.0.1", "10.0.0.2", "10.0.0.53", "203.0.113.53", "203.0.113.9"];
const domain = "example.com";
const job = "aB3dE5g";
const start = 1000;

/** A stolen chunk: digits that do not repeat. */
const chunkOf = (index: number, bytes: number): Buffer =>
  Buffer.concat(Array.from({ length: Math.ceil(bytes / 64) }, (_, i) => createHash("sha512").update(`${index} ${i}`).digest())).subarray(
    0,
    bytes,
  );

/** A message as its sender and the receiver write it, with its queries' names. */
interface Sent {
  readonly names: readonly string[];
  readonly lines: readonly LedgerLine[];
}

const encodedOf = (names: readonly string[]): number => names.reduce((sum, name) => sum + encodeQuery(0, name).length, 0);

function sent(time: number, from: string, port: number, index: number, payload: number): Sent {
  const names = namesOf(encodeMessage({ kind: "data", job, index, chunk: chunkOf(index, payload) }), domain);
  const shared = { transport: "dns", job, index, payload, encoded: encodedOf(names), datagrams: names.length } as const;
  const local = `${from}:${port}`;
  return {
    names,
    lines: [
      { ...shared, time, agent: "web.1", hop: 0, event: "sent", local, remote: `${resolver}:53`, id: port & 0xffff },
      {
        ...shared,
        time: time + 0.5,
        agent: "receiver.1",
        hop: 1,
        event: "received",
        local: `${receiver}:53`,
        remote: `${resolver}:1`,
        id: 1,
      },
    ],
  };
}

/** A UDP datagram of which 256 bytes are kept, as captures of a lab have it. */
function packet(time: number, from: string, fromPort: number, to: string, toPort: number, payload: Buffer): Frame {
  const udp = Buffer.alloc(8);
  udp.writeUInt16BE(fromPort, 0);
  udp.writeUInt16BE(toPort, 2);
  udp.writeUInt16BE(8 + payload.length, 4);
  const data = ethernet(ipv4(from, to, Buffer.concat([udp, payload]), { protocol: 17 }));
  return frame(Math.floor(time), Math.round((time % 1) * 1e9), data.subarray(0, 256), data.length);
}

interface Asked {
  readonly time: number;
  readonly from: string;
  readonly port: number;
  readonly id: number;
  readonly name: string;
}

/** A query and its answer. */
const question = ({ time, from, port, id, name }: Asked): Frame[] => {
  const query = encodeQuery(id, name);
  const answer = encodeAnswer(query, query.length, true);
  return [packet(time, from, port, resolver, 53, query), packet(time + 0.004, resolver, 53, from, port, answer)];
};

/** The same on its way from the resolver: another port, another id, other cases. */
const onward = ({ time, port, id, name }: Asked, to = receiver): Frame[] => {
  const own = (port * 31 + id * 17) & 0x7fff;
  const query = encodeQuery(
    (id * 7919 + 13) & 0xffff,
    name.replace(/[a-f]/g, (letter, i) => ((i as number) % 3 ? letter : letter.toUpperCase())),
  );
  const answer = encodeAnswer(query, query.length, true);
  return [packet(time + 0.001, resolver, 1024 + own, to, 53, query), packet(time + 0.003, to, 53, resolver, 1024 + own, answer)];
};

// A chunk whose message just fills its names ends with a name of the job id alone: both senders' at the same time.
const room = digitsPerName(domain);
const filling = Array.from({ length: 300 }, (_, i) => i + 100).find(
  (bytes) => (encodeMessage({ kind: "data", job, index: 0, chunk: Buffer.alloc(bytes) }).length * 2) % room === 0,
)!;

const messages = [
  sent(start + 1, one, 40_001, 0, 350),
  sent(start + 2, one, 40_002, 1, filling),
  sent(start + 2.0005, two, 40_003, 2, filling),
  sent(start + 3, two, 40_004, 3, 350),
];
const stolen = 2 * 350 + 2 * filling;
const asked: Asked[] = messages.flatMap(({ names, lines: [line] }) => {
  const [from, port] = line.local.split(":");
  return names.map((name, i) => ({ time: line.time + i * 0.01, from, port: Number(port), id: (line.id! + i) & 0xffff, name }));
});
const ledger = messages.flatMap(({ lines }) => lines);
/** The application's, through the same resolver: once from a port that a sender had, once for a name below the thief's domain. */
const others: Asked[] = [
  { time: start + 1.5, from: one, port: 40_001, id: 7, name: "api" },
  { time: start + 2.5, from: two, port: 50_000, id: 8, name: "bank.example.com" },
  { time: start + 4.5, from: two, port: 50_001, id: 9, name: "api" },
];
const theirs = asked.flatMap((query) => [...question(query), ...onward(query)]);
/** The third query of the first message is asked again, and passed on again. */
const again = { ...asked[2], time: asked[2].time + 0.3 };
const repeated = [...question(again), ...onward(again)];
const legitimate = others.flatMap((query) => [...question(query), ...onward(query, nameserver)]);

const inOrder = (frames: readonly Frame[]): Frame[] => [...frames].sort((a, b) => a.seconds - b.seconds || a.nanoseconds - b.nanoseconds);
const captureOf = (frames: readonly Frame[]): string => fileOf(pcap(inOrder(frames)));
const join = (frames: readonly Frame[], lines = ledger): Promise<LedgerJoin> => joinLedger(lines, [captureOf(frames)]);
const edgesOf = (frames: readonly Frame[], withLedger = true): Promise<EdgeTable> =>
  readEdges([{ file: captureOf(frames) }], { every: 1, level: "ip", origin: start, until: start + 5, ...(withLedger && { ledger }) });
const ipBytes = (frames: readonly Frame[]): number =>
  frames.reduce((sum, { data, wireLength }) => sum + (wireLength ?? data.length) - 14, 0);

describe("a theft over dns through a resolver", () => {
  test("is joined on the way to the resolver and on the way from it, by the names that are asked for", async () => {
    const joined = await join([...theirs, ...legitimate]);
    const encoded = messages.reduce((sum, { names }) => sum + encodedOf(names), 0);
    const leg = {
      ...{ hop: 0, messages: 4, payload: stolen, encoded, capturedPayload: encoded, retransmitted: 0, unmatched: 0 },
      strays: { connections: 0, payload: 0 },
    };
    expect(joined.legs).toEqual([leg, { ...leg, passedOn: true }]);
    expect(joined.remainders).toEqual([]);
    expect(joined.stolen).toEqual({ sent: stolen, received: stolen, captured: stolen });
    // Its last name is the job id alone, as that of the other sender's message at the same time.
    expect(messages[1].names.at(-1)).toBe(`${job}.${domain}`);
  });

  test("gives both edges the file, all queries as the thief's, and the answers as overhead", async () => {
    const rows = [...(await edgesOf([...theirs, ...legitimate]))];
    const share = (source: string, destination: string) => {
      const found = rows.filter((row) => row.source === source && row.destination === destination);
      const total = (of: (row: (typeof rows)[0]) => number) => found.reduce((sum, row) => sum + of(row), 0);
      return [
        total((row) => row.exfilPayload!),
        total((row) => row.exfilApp!),
        total((row) => row.exfilBytes!),
        total((row) => row.exfilOverhead!),
      ];
    };
    const from = (sender: string) => asked.filter((query) => query.from === sender);
    const app = (queries: readonly Asked[]) => encodedOf(queries.map(({ name }) => name));
    const ip = (queries: readonly Asked[], way: (query: Asked) => Frame[], which: 0 | 1) =>
      ipBytes(queries.map((query) => way(query)[which]));
    expect(share(one, resolver)).toEqual([350 + filling, app(from(one)), ip(from(one), question, 0), 0]);
    expect(share(two, resolver)).toEqual([350 + filling, app(from(two)), ip(from(two), question, 0), 0]);
    expect(share(resolver, receiver)).toEqual([stolen, app(asked), ip(asked, onward, 0), 0]);
    expect(share(receiver, resolver)).toEqual([0, 0, 0, ip(asked, onward, 1)]);
    expect(share(resolver, one)).toEqual([0, 0, 0, ip(from(one), question, 1)]);
    expect(share(resolver, nameserver)).toEqual([0, 0, 0, 0]);
  });

  test("labels windows with stolen bytes alone, and its twin is the capture of the others' queries", async () => {
    const edges = await edgesOf([...theirs, ...repeated, ...legitimate]);
    expect(edges.labels()).toEqual(["negative", "positive", "positive", "positive", "negative"]);
    expect(edges.without("exfil").toCsv()).toBe((await edgesOf(legitimate, false)).toCsv());
  });

  test("counts a query that is asked and passed on again once in exfil_app, and in full in exfil_bytes", async () => {
    const sums = async (frames: readonly Frame[]) => {
      const rows = [...(await edgesOf(frames))];
      const total = (of: (row: (typeof rows)[0]) => number) => rows.reduce((sum, row) => sum + of(row), 0);
      return { app: total((row) => row.exfilApp!), payload: total((row) => row.exfilPayload!), bytes: total((row) => row.exfilBytes!) };
    };
    const once = await sums(theirs);
    const more = ipBytes([question(again)[0], onward(again)[0]]);
    expect(await sums([...theirs, ...repeated])).toEqual({ ...once, bytes: once.bytes + more });
    const joined = await join([...theirs, ...repeated]);
    expect(joined.remainders).toEqual([]);
    expect(joined.legs.map(({ retransmitted }) => retransmitted)).toEqual([encodedOf([again.name]), encodedOf([again.name])]);
  });
});

describe("behind a resolver the join says", () => {
  const last = asked.filter(({ port }) => port === 40_004);
  const without = (frames: readonly Frame[]) => {
    const gone = new Set(frames.map(({ data }) => data.toString("hex")));
    return theirs.filter(({ data }) => !gone.has(data.toString("hex")));
  };
  const bytes = encodedOf(last.map(({ name }) => name));

  test("what the capture has not of it", async () => {
    const joined = await join(without(onward(last[1])));
    const lost = encodedOf([last[1].name]);
    expect(joined.differences).toEqual([
      `leg 0 behind the resolver: 1 messages with 350 bytes of the file arrived, but ${lost} bytes of them are not in the capture`,
    ]);
    expect(joined.stolen).toEqual({ sent: stolen, received: stolen, captured: stolen - 350 });
  });

  test("what the resolver did not pass on", async () => {
    const lines = ledger.filter(({ event, index }) => event === "sent" || index !== 3);
    const joined = await join(without(last.flatMap((query) => onward(query))), lines);
    expect(joined.differences).toEqual([
      "leg 0: 1 messages with 350 bytes of the file are in the capture, but not at hop 1: dropped behind the capture point, or not passed on",
    ]);
  });

  test("what came through it and did not arrive", async () => {
    const joined = await join(
      theirs,
      ledger.filter(({ event, index }) => event === "sent" || index !== 3),
    );
    expect(joined.differences).toEqual([
      "leg 0 behind the resolver: 1 messages with 350 bytes of the file are in the capture, but not at hop 1: dropped behind the capture point, or not passed on",
    ]);
  });

  test("what a sender asked that was ended before it wrote, of which the receiver's word counts", async () => {
    const lines = ledger.filter(({ event, index }) => event === "received" || index !== 3);
    // Two capture points saw all of it.
    const joined = await joinLedger(lines, [captureOf(theirs), captureOf(theirs)], { listeners: listenersOf(ledger) });
    expect(joined.differences).toEqual([
      `leg 0: ${last.length} datagrams with ${bytes} bytes in all not on record, while hop 1 has 1 messages with 350 bytes of the file: the sender ended before it wrote`,
    ]);
    expect(joined.stolen).toEqual({ sent: stolen - 350, received: stolen, captured: stolen });
  });
});
