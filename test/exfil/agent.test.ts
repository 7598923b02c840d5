import { execFileSync, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { readFileSync, readdirSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { encodeQuery } from "../../kernel-helpers/src/exfil/agent/dns-packet";
import { encodeHex } from "../../kernel-helpers/src/exfil/det/hex";
import { encodeMessage } from "../../kernel-helpers/src/exfil/det/message";
import { namesOf } from "../../kernel-helpers/src/exfil/det/names";
import { messagesOf } from "../../kernel-helpers/src/exfil/agent/sender";
import { syntheticData } from "../../kernel-helpers/src/exfil/synthetic";
import { endAgents, receiverDocument, relayDocument, scratch, senderDocument, portOf, startAgent, theft } from "./agents";

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

describe.each(["tcp", "udp", "http", "dns", "icmp"] as const)("a theft over %s through two relays", (transport) => {
  const network = { tcp: "127.71.1", http: "127.71.2", udp: "127.71.9", dns: "127.71.10", icmp: "127.71.11" }[transport];

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
    const encoded = {
      tcp: (message: Buffer) => 2 * message.length,
      udp: (message: Buffer) => 2 * message.length,
      http: null,
      // Base64: four characters for three bytes, the last ones padded.
      icmp: (message: Buffer) => 4 * Math.ceil(message.length / 3),
      // 252 - 11 ("example.com") = 241 = 3 · 64 + 49: three labels of 63 and one of 48, of which 7 are the job id: 230 digits a name. A
      // query has 12 bytes of header and 6 behind its labels' lengths and characters (one length more than dots, a zero, type and class).
      dns: (message: Buffer) => namesOf(message, "example.com").reduce((sum, name) => sum + 12 + name.length + 6, 0),
    }[transport];
    if (encoded) expect(agents[0].ledger.map((line) => line.encoded)).toEqual(messages.map((message) => encoded(encodeMessage(message))));

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

test.each(["POST", "GET", "either"] as const)("messages over http go by %s", async (method) => {
  const at = { POST: "127.71.4.3", GET: "127.71.4.4", either: "127.71.4.5" }[method];
  const seen: string[] = [];
  const server = createServer((socket) => {
    socket.once("data", (request) => {
      seen.push(request.toString("latin1").split(" ")[0]);
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    });
  });
  await new Promise<void>((resolve) => server.listen(8080, at, resolve));
  const sender = startAgent(senderDocument(at, 8080, { transport: "http", method, bytesPerSecond: 1e9 }));
  expect(await sender.exited).toBe(0);
  server.close();
  // Of 59 messages by the toss of a coin, all the same way once in 2^58.
  expect([...new Set(seen)].sort()).toEqual(method === "either" ? ["GET", "POST"] : [method]);
});

test("a resolver that mixes cases, loses every seventh question and asks again brings the file whole over dns", async () => {
  const into = join(scratch, "resolved");
  const [resolver, at] = ["127.71.12.1", "127.71.12.2"];
  const receiver = startAgent(receiverDocument(at, 5353, into, { transport: "dns" }));
  await receiver.says("receives at");
  const front = createSocket("udp4");
  let count = 0;
  front.on("message", (query, from) => {
    if (++count % 7 === 0) return;
    const back = createSocket("udp4");
    const mixed = Buffer.from(query.map((byte, i) => (i > 12 && i % 3 === 0 && byte >= 97 && byte <= 122 ? byte - 32 : byte)));
    mixed.writeUInt16BE((query.readUInt16BE(0) * 31) & 0xffff, 0);
    back.once("message", (answer) => {
      answer.writeUInt16BE(query.readUInt16BE(0), 0);
      front.send(answer, from.port, from.address);
      back.close();
    });
    back.send(mixed, 5353, at);
    back.send(mixed, 5353, at, () => undefined);
  });
  await new Promise<void>((resolve) => front.bind(53_530, resolver, resolve));
  const sender = startAgent(
    senderDocument(resolver, 53_530, { transport: "dns", bytesPerSecond: 1e9, data: { kind: "records", bytes: 4000 } }),
  );
  expect(await sender.exited).toBe(0);
  await receiver.says("recovered");
  front.close();
  expect(filesIn(into)).toEqual([syntheticData("records", 4000, 7)]);
  expect(receiver.ledger.map(({ index }) => index)).toEqual(sender.ledger.map(({ index }) => index));
  expect(count).toBeGreaterThan(sender.ledger.reduce((sum, { datagrams }) => sum + datagrams!, 0));
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

  test("survives garbage over dns and icmp, and answers only questions for its domain", async () => {
    const at = "127.71.5.6";
    const over = (transport: "dns" | "icmp") =>
      startAgent(receiverDocument(at, portOf(transport), join(scratch, transport), { transport }));
    const [dns, icmp] = [over("dns"), over("icmp")];
    await Promise.all([dns, icmp].map((receiver) => receiver.says("receives at")));
    const socket = createSocket("udp4");
    const answers: Buffer[] = [];
    socket.on("message", (answer) => answers.push(answer));
    const good = encodeQuery(7, "aB3dE5g614233644535677c217c327c217c444f4e45.example.com");
    const cut = [...good.keys()].slice(1).map((length) => good.subarray(0, length));
    const asked = [
      Buffer.alloc(300, 255),
      Buffer.alloc(12),
      ...cut,
      encodeQuery(8, "www.example.org"),
      encodeQuery(9, "www.example.com"),
      good,
    ];
    for (const packet of asked) await new Promise((resolve) => socket.send(packet, portOf("dns"), at, resolve));
    // Two pings of another kind, one with DET's sequence number and no base64, one without anything.
    const python = ["from scapy.all import *", "conf.verb = 0", "s = L3RawSocket(iface='lo')"];
    const pings = [
      `s.send(IP(dst="${at}")/ICMP(seq=1)/bytes([255, 32, 97, 98]))`,
      `s.send(IP(dst="${at}")/ICMP(seq=1))`,
      `s.send(IP(dst="${at}")/ICMP(seq=9)/b"YUI=")`,
    ];
    execFileSync(join(__dirname, "../../.venv/bin/python"), ["-c", [...python, ...pings].join("\n")]);
    await Promise.all([dns.says("a query for www.example.com"), icmp.says("an echo request of 0 bytes")]);
    await expect.poll(() => answers.length).toBe(3);
    socket.close();
    // The ids, and the codes: refused twice, then an address.
    expect(answers.map((answer) => [answer.readUInt16BE(0), answer[3] & 15, answer.readUInt16BE(6)])).toEqual([
      [8, 5, 0],
      [9, 5, 0],
      [7, 0, 1],
    ]);
    expect(icmp.log()).toContain("an echo request of 4 bytes that are no base64");
    expect([dns.ledger.map(({ index }) => index), icmp.ledger]).toEqual([[2], []]);
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
    expect([await sender.exited, await receiver.exited]).toEqual([1, 0]);
    // By their own clocks, since on a busy machine a process takes its time to start and to be gone.
    for (const log of [sender.log(), receiver.log()]) {
      const [first, ...rest] = log.trim().split("\n");
      expect(Date.parse(rest.at(-1)!.split(" ")[0]) - Date.parse(first.split(" ")[0])).toBeLessThan(1300);
    }
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
    ["an unknown transport", { ...good, transport: "ftp" }, /document\.transport must be tcp or udp or http or dns or icmp, not "ftp"/],
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

/** Milliseconds, the least of several: others at work only add to it. */
async function fastest(once: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const began = performance.now();
    await once();
    times.push(performance.now() - began);
  }
  return Math.min(...times);
}

const peakOf = ({ pid }: { readonly pid: number }): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024;

test("an agent is ready within 0.3 s, or, where node itself takes long to start, three times as long as that", async () => {
  const empty = await fastest(
    () => new Promise((resolve) => spawn(process.execPath, ["-e", "process.stderr.write('.')"]).stderr.once("data", () => resolve())),
  );
  let host = 2;
  const agent = await fastest(async () => {
    const receiver = startAgent(receiverDocument(`127.71.8.${host++}`, 6969, join(scratch, "fast")));
    await receiver.says("receives at");
    receiver.endInput();
  });
  expect(agent).toBeLessThan(Math.max(300, 3 * empty));
});

test("agents stay below 60 MiB, whatever the file's size", { timeout: 60_000 }, async () => {
  const at = "127.71.8.20";
  const receiver = startAgent(receiverDocument(at, 6969, join(scratch, "large")));
  await receiver.says("receives at");
  const data = { kind: "random", bytes: 30_000_000 } as const;
  const sender = startAgent(senderDocument(at, 6969, { bytesPerSecond: 1e9, chunk: { min: 30_000, max: 60_000 }, data }));
  let peak = 0;
  const looking = setInterval(() => (peak = Math.max(peak, peakOf(sender))), 50);
  await sender.says("has sent everything");
  clearInterval(looking);
  await receiver.says(`, ${data.bytes} bytes`);
  expect(receiver.log()).toContain("recovered");
  expect(peak).toBeGreaterThan(30);
  expect(Math.max(peak, peakOf(receiver))).toBeLessThan(60);
});
