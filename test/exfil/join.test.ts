import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { connections } from "../../kernel-helpers/src/edges/ledger/connection";
import { joinConnections, joinLedger } from "../../kernel-helpers/src/edges/ledger/join";
import type { Segment } from "../../kernel-helpers/src/edges/ledger/segment";
import type { LedgerLine } from "../../kernel-helpers/src/runfolder/ledger";
import { endAgents, portOf, scratch, theft } from "./agents";
import { captured, payloadByTshark } from "./captured";

afterEach(endAgents);

describe.each(["tcp", "udp", "http", "dns", "icmp"] as const)("a real capture of a theft over %s", (transport) => {
  test("agrees with the ledger byte for byte on each leg, and with tshark", async () => {
    const network = { tcp: "127.73.1", http: "127.73.2", udp: "127.73.3", dns: "127.73.4", icmp: "127.73.5" }[transport];
    const file = join(scratch, `${transport}.pcap`);
    const agents = await captured(file, `net ${network}.0/24 or src net 127.0.0.0/24`, () =>
      theft(network, transport, join(scratch, `join-${transport}`)),
    );
    const ledger = agents.flatMap((agent) => agent.ledger);
    const joined = await joinLedger(ledger, [file]);

    expect(joined.differences).toEqual([]);
    expect(joined.stolen).toEqual({ sent: 20_032, received: 20_032, captured: 20_032 });
    expect(joined.legs.map(({ hop }) => hop)).toEqual([0, 1, 2]);
    const port = portOf(transport);
    for (const leg of joined.legs) {
      expect(leg).toMatchObject({
        messages: agents[0].ledger.length,
        payload: 20_032,
        unmatched: 0,
        strays: { connections: 0, payload: 0 },
      });
      expect(leg.capturedPayload).toBe(leg.encoded);
      const to = `ip.dst == ${network}.${leg.hop + 2}`;
      const stream = `tcp.dstport == ${port} && !tcp.analysis.retransmission`;
      const which = { tcp: stream, http: stream, udp: `udp.dstport == ${port}`, dns: `udp.dstport == ${port}`, icmp: "icmp.type == 8" }[
        transport
      ];
      // On a busy machine a query may be asked again before its answer is read.
      const again = transport === "dns" ? leg.retransmitted : 0;
      expect(leg.capturedPayload + again).toBe(payloadByTshark(file, `${to} && ${which}`, transport));
    }
    expect(joined.messages.every(({ line, connection }) => Math.abs(connection!.firstPayload! - line.time) < 0.05)).toBe(true);
  });
});

describe("the join", () => {
  const line = (given: Partial<LedgerLine>): LedgerLine => ({
    time: 100,
    agent: "a.1",
    hop: 0,
    event: "sent",
    transport: "tcp",
    local: "10.0.0.1:40000",
    remote: "10.0.0.2:6969",
    job: "aB3dE5g",
    index: 0,
    payload: 50,
    encoded: 150,
    ...given,
  });
  const received = (given: Partial<LedgerLine>) =>
    line({ agent: "receiver.1", hop: 1, event: "received", local: "10.0.0.2:6969", remote: "10.0.0.1:40000", ...given });
  const point = (...segments: Partial<Segment>[]) => {
    const all = connections();
    for (const given of segments)
      all.add({ time: 100, source: "10.0.0.1:40000", destination: "10.0.0.2:6969", sequence: 1, syn: false, payload: 0, ...given });
    return all;
  };

  test("counts each sequence number once, also across the end of the numbers", () => {
    const base = 2 ** 32 - 100;
    const seen = point(
      { syn: true, sequence: base },
      { sequence: base, payload: 80 },
      { sequence: (base + 120) % 2 ** 32, payload: 30 }, // before the bytes that it follows
      { sequence: base + 60, payload: 60 }, // 20 again, 40 new
      { sequence: base, payload: 80 }, // all again
    );
    const joined = joinConnections([line({}), received({})], [seen]);
    expect(joined.legs).toEqual([
      {
        hop: 0,
        messages: 1,
        payload: 50,
        encoded: 150,
        capturedPayload: 150,
        retransmitted: 100,
        unmatched: 0,
        strays: { connections: 0, payload: 0 },
      },
    ]);
    expect(joined.stolen).toEqual({ sent: 50, received: 50, captured: 50 });
    expect(joined.differences).toEqual([]);
  });

  test("tells the uses of one port apart by their time", () => {
    const seen = point(
      { syn: true, sequence: 5 },
      { sequence: 5, payload: 150 },
      { time: 170, syn: true, sequence: 9000 },
      { time: 170, sequence: 9000, payload: 99 },
    );
    const joined = joinConnections([line({ time: 170.1, index: 1, encoded: 99 }), line({})], [seen]);
    expect(joined.messages.map(({ connection }) => connection!.payload)).toEqual([99, 150]);
  });

  test("takes a connection that two capture points saw once, from the one that saw most", () => {
    const whole = point({ sequence: 1, payload: 150 });
    const part = point({ sequence: 1, payload: 100, time: 100.001 });
    const joined = joinConnections([line({}), received({})], [part, whole]);
    expect(joined.legs[0]).toMatchObject({ capturedPayload: 150, retransmitted: 0, strays: { connections: 0 } });
  });

  test("names what does not fit", () => {
    const seen = point({ sequence: 1, payload: 140 }, { source: "10.0.0.1:40009", sequence: 1, payload: 70 });
    const joined = joinConnections([line({}), line({ index: 1, local: "10.0.0.1:40001" })], [seen]);
    expect(joined.stolen).toEqual({ sent: 100, received: 0, captured: 0 });
    expect(joined.differences).toEqual([
      "leg 0: 1 messages with 50 bytes of the file are in the capture without 10 of their bytes, and not at hop 1: their connections broke off",
      "leg 0: 1 messages with 50 bytes of the file are neither in the capture nor at hop 1: dropped before the capture point",
      "leg 0: 1 connections with 70 bytes in all not on record: attempts that failed, or strangers",
    ]);
  });

  describe("of datagrams", () => {
    const over = { transport: "udp" } as const;
    const datagrams = (...given: { time?: number; source?: string; payload?: number }[]) => {
      const all = connections();
      for (const one of given)
        all.addDatagram({ time: 100, protocol: "udp", source: "10.0.0.1:40000", destination: "10.0.0.2:6969", payload: 150, ...one });
      return all;
    };

    test("gives each message its own, also where a port was used again within seconds", () => {
      const seen = datagrams({ time: 100.001 }, { time: 103.001, payload: 99 });
      const joined = joinConnections([line({ ...over, time: 103, index: 1, encoded: 99 }), line(over)], [seen]);
      expect(joined.messages.map(({ connection }) => connection!.payload)).toEqual([99, 150]);
    });

    test("does not give a message that the capture lost the next one's", () => {
      const joined = joinConnections([line(over), line({ ...over, index: 1, time: 105 })], [datagrams({ time: 105.001 })]);
      expect(joined.messages.map(({ connection }) => connection?.opened)).toEqual([undefined, 105.001]);
      expect(joined.remainders).toMatchObject([
        { kind: "lost", messages: 1, encoded: 150 },
        { kind: "dropped", messages: 1, encoded: 150 },
      ]);
    });

    test("names one that was captured and not received, and strangers", () => {
      const joined = joinConnections([line(over)], [datagrams({}, { source: "10.0.0.9:5", payload: 7 })]);
      expect(joined.stolen).toEqual({ sent: 50, received: 0, captured: 50 });
      expect(joined.differences).toEqual([
        "leg 0: 1 messages with 50 bytes of the file are in the capture, but not at hop 1: dropped behind the capture point, or not passed on",
        "leg 0: 1 datagrams with 7 bytes in all not on record: attempts that failed, or strangers",
      ]);
    });

    test("takes no connection between the same addresses and ports for a datagram", () => {
      const joined = joinConnections([line(over), received(over)], [point({ payload: 150 })]);
      expect(joined.legs[0]).toMatchObject({ unmatched: 1, capturedPayload: 0, strays: { connections: 0 } });
    });
  });

  describe("of queries", () => {
    const over = { transport: "dns", remote: "10.0.0.2:53", encoded: 210, datagrams: 3, id: 65_535 } as const;
    const queries = (...given: { id: number; time?: number; payload?: number }[]) => {
      const all = connections();
      for (const one of given)
        all.addDatagram({ time: 100, protocol: "udp", source: "10.0.0.1:40000", destination: "10.0.0.2:53", payload: 80, ...one });
      return all;
    };

    test("puts a message together by its ids, which follow each other and begin again at 0, and counts what was asked again beside", () => {
      const seen = queries({ id: 65_535 }, { id: 0, time: 100.1 }, { id: 0, time: 100.4 }, { id: 1, time: 100.5, payload: 50 });
      const joined = joinConnections([line(over)], [seen]);
      expect(joined.legs[0]).toMatchObject({ capturedPayload: 210, retransmitted: 80, strays: { connections: 0, payload: 0 } });
      expect(joined.messages[0].pieces.map(({ from, to, time }) => [from, to, time])).toEqual([
        [0, 80, 100],
        [80, 160, 100.1],
        [160, 210, 100.5],
      ]);
    });

    test("tells messages from one port apart, strangers from both, and names what is missing", () => {
      const seen = queries({ id: 7 }, { id: 8 }, { id: 65_535, time: 101 }, { id: 1, time: 101, payload: 50 }, { id: 3000, payload: 33 });
      const joined = joinConnections(
        [line({ ...over, id: 7, datagrams: 2, encoded: 160 }), line({ ...over, time: 101, index: 1 })],
        [seen],
      );
      expect(joined.messages.map(({ captured }) => captured)).toEqual([160, 130]);
      expect(joined.differences).toEqual([
        "leg 0: 1 messages with 50 bytes of the file are in the capture, but not at hop 1: dropped behind the capture point, or not passed on",
        "leg 0: 1 messages with 50 bytes of the file are in the capture without 80 of their bytes, and not at hop 1: queries of them were lost",
        "leg 0: 1 datagrams with 33 bytes in all not on record: attempts that failed, or strangers",
      ]);
    });
  });

  test("counts a message that came twice as stolen once", () => {
    const again = { local: "10.0.0.1:40001" };
    const seen = point({ payload: 150 }, { source: "10.0.0.1:40001", payload: 150 });
    const joined = joinConnections([line({}), line(again), received({}), received({ remote: "10.0.0.1:40001" })], [seen]);
    expect(joined.legs[0]).toMatchObject({ messages: 2, payload: 100, encoded: 300, capturedPayload: 300 });
    expect(joined.stolen).toEqual({ sent: 50, received: 50, captured: 50 });
  });

  test("of a baseline is empty", async () => {
    expect(await joinLedger([], ["no such file"])).toEqual({
      legs: [],
      stolen: { sent: 0, received: 0, captured: 0 },
      messages: [],
      remainders: [],
      differences: [],
      clocks: [],
    });
  });
});
