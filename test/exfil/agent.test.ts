import { createSocket } from "node:dgram";
import { readFileSync, readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { encodeHex } from "../../kernel-helpers/src/exfil/det/hex";
import { encodeMessage } from "../../kernel-helpers/src/exfil/det/message";
import { messagesOf } from "../../kernel-helpers/src/exfil/agent/sender";
import { syntheticData } from "../../kernel-helpers/src/exfil/synthetic";
import { endAgents, receiverDocument, relayDocument, scratch, senderDocument, startAgent, theft } from "./agents";

afterAll(endAgents);

/** One connection, the pieces written one by one with a pause, so that each is a segment of its own. */
function write(host: string, port: number, pieces: readonly (string | Buffer)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    let answer = "";
    socket.on("data", (piece) => (answer += piece.toString("latin1")));
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
    socket.on("connect", () => {
      const next = (i: number): void => {
        if (i === pieces.length) return void socket.end();
        socket.write(pieces[i]);
        setTimeout(next, 5, i + 1);
      };
      next(0);
    });
  });
}

const filesIn = (folder: string) => readdirSync(folder).map((name) => readFileSync(join(folder, name)));

describe.each(["tcp", "udp", "http"] as const)("a theft over %s through two relays", (transport) => {
  const network = { tcp: "127.71.1", http: "127.71.2", udp: "127.71.9" }[transport];

  test("brings the file whole, with each message on record at each hop, at the rate that was asked for", async () => {
    const into = join(scratch, transport);
    const given = { bytesPerSecond: 20_000, data: { kind: "records", bytes: 40_000 } } as const;
    const agents = await theft(network, transport, into, given);
    expect(await agents[0].exited).toBe(0);
    expect(filesIn(into)).toEqual([syntheticData("records", 40_000, 7)]);

    const messages = [...messagesOf(senderDocument("", 0, given))];
    // IV, 40,000 bytes, and a whole block of padding.
    const payload = 16 + 40_000 + 16;
    for (const [hop, { ledger }] of agents.entries()) {
      expect(ledger.map(({ index }) => index)).toEqual([
        -1,
        ...Array.from({ length: messages.length - 2 }, (_, i) => i),
        messages.length - 2,
      ]);
      expect(new Set(ledger.map(({ job }) => job)).size).toBe(1);
      expect(ledger.every((line) => line.hop === hop && line.transport === transport)).toBe(true);
      expect(new Set(ledger.map(({ event }) => event))).toEqual(new Set([["sent", "relayed", "relayed", "received"][hop]]));
      expect(ledger.reduce((sum, line) => sum + line.payload, 0)).toBe(payload);
    }
    // The last leg has both of its ends on record: the same connections, the same bytes.
    const leg = (lines: (typeof agents)[0]["ledger"], from: "local" | "remote", to: "local" | "remote") =>
      lines.map((line) => `${line.index}: ${line[from]} > ${line[to]} ${line.encoded}`);
    expect(leg(agents[2].ledger, "local", "remote")).toEqual(leg(agents[3].ledger, "remote", "local"));
    if (transport !== "http")
      expect(agents[0].ledger.map(({ encoded }) => encoded)).toEqual(messages.map((message) => 2 * encodeMessage(message).length));

    // Byte n leaves n / rate after the first: over the span from first to last data message, all but the last chunk.
    const data = agents[0].ledger.filter((line) => line.payload > 0);
    const span = data.at(-1)!.time - data[0].time;
    const due = payload - data.at(-1)!.payload;
    expect(Math.abs(span * 20_000 - due)).toBeLessThan(Math.max(400, 0.05 * due));
  });
});

test("a relay's messages go on in the order in which they came", async () => {
  const into = join(scratch, "order");
  const [sender, , , receiver] = await theft("127.71.3", "tcp", into, { bytesPerSecond: 1e9, data: { kind: "text", bytes: 5000 } });
  expect(receiver.ledger.map(({ index }) => index)).toEqual(sender.ledger.map(({ index }) => index));
});

test("a compressed file arrives with the same bytes as an uncompressed one", async () => {
  const into = join(scratch, "compressed");
  const receiver = startAgent(receiverDocument("127.71.4.2", 6969, into, { compression: true }));
  await receiver.says("receives at");
  const sender = startAgent(senderDocument("127.71.4.2", 6969, { compression: true, bytesPerSecond: 1e9 }));
  expect(await sender.exited).toBe(0);
  await receiver.says("recovered");
  expect(filesIn(into)).toEqual([syntheticData("records", 20_000, 7)]);
  expect(sender.ledger.reduce((sum, line) => sum + line.payload, 0)).toBeLessThan(10_000);
});

describe("a receiver", () => {
  const messages = [...messagesOf(senderDocument("", 0, { data: { kind: "text", bytes: 2000 } }))].map((message) =>
    encodeHex(encodeMessage(message)),
  );

  test("survives garbage, duplicates, disorder and split segments", async () => {
    const into = join(scratch, "garbage");
    const receiver = startAgent(receiverDocument("127.71.5.2", 6969, into));
    await receiver.says("receives at");
    const send = (...pieces: (string | Buffer)[]) => write("127.71.5.2", 6969, pieces);
    await Promise.all([
      send(),
      send("xyz"),
      send("6"),
      send(Buffer.alloc(5000, 255)),
      send(encodeHex(Buffer.from("a|!|b"))),
      send("GET / HTTP/1.1\r\n\r\n"),
    ]);
    await send(Buffer.alloc(400_000, "6")).catch(() => undefined); // longer than any message: the connection is reset
    const [registration, ...data] = messages;
    for (const message of [...data, data[0], data[0]].reverse())
      await send(message.subarray(0, 101), message.subarray(101, 102), message.subarray(102));
    await send(registration);
    await receiver.says("recovered");
    await send(data[0]);
    expect(filesIn(into)).toEqual([syntheticData("text", 2000, 7)]);
    expect(receiver.ledger.length).toBe(messages.length + 3);
    expect(receiver.log()).toContain("that are not hexadecimal");
    expect(receiver.log()).toContain("no DET message");
  });

  test("tells another key, and keeps nothing of that file", async () => {
    const into = join(scratch, "key");
    const receiver = startAgent(receiverDocument("127.71.5.3", 6969, into, { passphrase: "another" }));
    await receiver.says("receives at");
    for (const message of messages) await write("127.71.5.3", 6969, [message]);
    await receiver.says(/could not decrypt|received corrupt/);
    expect(readdirSync(into).filter((name) => !name.endsWith(".corrupt"))).toEqual([]);
  });

  test("survives garbage, duplicates and disorder over udp, where a datagram is a message", async () => {
    const into = join(scratch, "datagrams");
    const receiver = startAgent(receiverDocument("127.71.5.5", 6969, into, { transport: "udp" }));
    await receiver.says("receives at");
    const socket = createSocket("udp4");
    const send = (bytes: string | Buffer) =>
      new Promise((resolve) => socket.send(bytes, 6969, "127.71.5.5", () => setTimeout(resolve, 2, undefined)));
    for (const garbage of ["", "xyz", "6", Buffer.alloc(5000, 255), encodeHex(Buffer.from("a|!|b"))]) await send(garbage);
    const [registration, ...data] = messages;
    await send(data[0].subarray(0, 101)); // half a message is none, and the other half does not complete it
    await send(data[0].subarray(101));
    for (const message of [...data, data[0], data[0]].reverse()) await send(message);
    await send(registration);
    await receiver.says("recovered");
    socket.close();
    expect(filesIn(into)).toEqual([syntheticData("text", 2000, 7)]);
    expect(receiver.ledger.length).toBe(messages.length + 2);
    expect(receiver.log()).toContain("that are not hexadecimal");
    expect(receiver.log()).toContain("no DET message");
  });

  test("answers every request over http like a web server, and takes only messages", async () => {
    const receiver = startAgent(receiverDocument("127.71.5.4", 8080, join(scratch, "web"), { transport: "http" }));
    await receiver.says("receives at");
    const ask = (text: string) => write("127.71.5.4", 8080, [text]);
    for (const request of ["GET / HTTP/1.1\r\nHost: a\r\n\r\n", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\ndata=%"]) {
      const answer = await ask(request);
      expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      expect(answer).toMatch(/\r\nServer: Apache\/2\.4\.10\r\n/);
      expect(answer).toMatch(/\r\nContent-Type: text\/html\r\n/);
    }
    await ask("\u0001\u0002 nonsense\r\n\r\n").catch(() => undefined);
    expect(receiver.ledger).toEqual([]);
    receiver.endInput();
    expect(await receiver.exited).toBe(0);
  });
});

describe.concurrent("an agent ends", () => {
  test("when its standard input ends, a sender with status 1 because it has not finished", async () => {
    const receiver = startAgent(receiverDocument("127.71.6.2", 6969, join(scratch, "ends")));
    await receiver.says("receives at");
    const sender = startAgent(senderDocument("127.71.6.2", 6969, { bytesPerSecond: 100 }));
    await sender.says("sends");
    sender.endInput();
    receiver.endInput();
    expect([await sender.exited, await receiver.exited]).toEqual([1, 0]);
    expect(readdirSync(join(scratch, "ends"))).toEqual([]);
  });

  test("at its time to live, whatever it is doing", async () => {
    const receiver = startAgent(receiverDocument("127.71.6.3", 6969, join(scratch, "ttl"), { timeToLive: 0.8 }));
    const sender = startAgent(senderDocument("127.71.6.3", 6969, { bytesPerSecond: 1, timeToLive: 0.8 }));
    const began = performance.now();
    expect([await sender.exited, await receiver.exited]).toEqual([1, 0]);
    expect(performance.now() - began).toBeLessThan(2500);
    expect(receiver.log()).toContain("the time to live of 0.8 s is over");
  });

  test("with status 1 when the next hop stays away, after trying again", async () => {
    const relay = startAgent(relayDocument("127.71.6.4", "127.71.6.5", 6969));
    await relay.says("relays from");
    const sender = startAgent(senderDocument("127.71.6.4", 6969));
    expect(await relay.exited).toBe(1);
    expect(relay.log()).toContain("ECONNREFUSED 127.71.6.5:6969 (attempt 1 of 7)");
    expect(relay.log()).toContain("(attempt 7, given up)");
    expect(relay.ledger).toEqual([]);
    sender.endInput();
    await sender.exited;
  });

  test("with status 1 when the next hop stays away over udp, as far as its system says so", async () => {
    const sender = startAgent(senderDocument("127.71.6.7", 6969, { transport: "udp" }));
    expect(await sender.exited).toBe(1);
    expect(sender.log()).toContain("ECONNREFUSED 127.71.6.7:6969 (attempt 1 of 7)");
    expect(sender.log()).toContain("(attempt 7, given up)");
    expect(sender.ledger).toEqual([]);
  });

  test.each(["tcp", "udp"] as const)("with status 1 when its port is in use over %s", async (transport) => {
    const at = { tcp: "127.71.6.6", udp: "127.71.6.8" }[transport];
    const first = startAgent(receiverDocument(at, 6969, join(scratch, "port"), { transport }));
    await first.says("receives at");
    const second = startAgent(receiverDocument(at, 6969, join(scratch, "port"), { transport }));
    expect(await second.exited).toBe(1);
    expect(second.log()).toContain("EADDRINUSE");
  });
});

describe.concurrent("a document is refused with status 2 and one line", () => {
  const good = senderDocument("127.71.7.2", 6969);
  test.each([
    ["no JSON", "nonsense", /must be one JSON document/],
    [
      "a destination outside the allowed ranges",
      { ...good, target: { addresses: ["10.0.0.1"], port: 6969 } },
      /document\.target\.addresses\[0\] must lie in 127\.0\.0\.0\/8, not "10\.0\.0\.1"/,
    ],
    ["a range of public addresses", { ...good, allowed: ["0.0.0.0/0"] }, /document\.allowed\[0\] must lie in a range for private use/],
    ["a host name", { ...good, target: { addresses: ["example.com"], port: 6969 } }, /must be an IP address/],
    ["an unknown transport", { ...good, transport: "ftp" }, /document\.transport must be tcp, udp, http, dns, icmp, not "ftp"/],
    [
      "a planned transport",
      { ...good, transport: "dns" },
      /document\.transport is planned, not built yet: use tcp or udp or http, not "dns"/,
    ],
    ["a path to real data", { ...good, data: { kind: "records", bytes: 10, path: "/etc/passwd" } }, /document\.data\.path is not known/],
    ["a missing key", { ...good, seed: undefined }, /document\.seed must be a whole number from 0 to \d+, not missing/],
    ["no role", { ...good, role: "thief" }, /document.*/],
    [
      "chunks the wrong way round",
      { ...good, chunk: { min: 400, max: 300 } },
      /document\.chunk\.min must be at most chunk\.max, 300, not 400/,
    ],
  ])("%s", async (_, document, message) => {
    const agent = startAgent(document);
    agent.endInput();
    expect(await agent.exited).toBe(2);
    expect(agent.log()).toMatch(message);
    expect(agent.log().trim().split("\n").length).toBe(1);
  });
});

test("an agent is ready within 0.3 s and stays below 60 MB", async () => {
  const times: number[] = [];
  for (let i = 0; i < 3; i++) {
    const began = performance.now();
    const receiver = startAgent(receiverDocument(`127.71.8.${i + 2}`, 6969, join(scratch, "fast")));
    await receiver.says("receives at");
    times.push(performance.now() - began);
    const [, peak] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${receiver.pid}/status`, "utf8"))!;
    expect(Number(peak) / 1000).toBeLessThan(60);
    receiver.endInput();
    await receiver.exited;
  }
  expect(Math.min(...times)).toBeLessThan(300);
});
