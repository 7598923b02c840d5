import { createSocket } from "node:dgram";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { messagesOf } from "../../kernel-helpers/src/exfil/agent/sender";
import { encodeMessage } from "../../kernel-helpers/src/exfil/det/message";
import { namesOf } from "../../kernel-helpers/src/exfil/det/names";
import { syntheticData } from "../../kernel-helpers/src/exfil/synthetic";
import type { LedgerLine } from "../../kernel-helpers/src/runfolder/ledger";
import { endAgents, receiverDocument, scratch, senderDocument, startAgent, theft } from "./agents";

afterAll(endAgents);

const inOrder = (lines: readonly LedgerLine[]) => [...lines].sort((a, b) => a.index - b.index);
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
      // Several are under way at once, but nothing overtakes the registration, and the end nothing.
      const indices = ledger.map(({ index }) => index);
      expect([indices[0], indices.at(-1)]).toEqual([-1, messages.length - 2]);
      expect(indices.sort((a, b) => a - b)).toEqual(messages.map((_, i) => i - 1));
      expect(new Set(ledger.map(({ job }) => job)).size).toBe(1);
      expect(ledger.every((line) => line.hop === hop && line.transport === transport)).toBe(true);
      expect(new Set(ledger.map(({ event }) => event))).toEqual(new Set([["sent", "relayed", "relayed", "received"][hop]]));
      expect(ledger.reduce((sum, line) => sum + line.payload, 0)).toBe(payload);
    }
    // The last leg has both of its ends on record: the same connections, the same bytes.
    const leg = (lines: (typeof agents)[0]["ledger"], from: "local" | "remote", to: "local" | "remote") =>
      inOrder(lines).map((line) => `${line.index}: ${line[from]} > ${line[to]} ${line.encoded}`);
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
    if (encoded)
      expect(inOrder(agents[0].ledger).map((line) => line.encoded)).toEqual(messages.map((message) => encoded(encodeMessage(message))));

    // Byte n leaves n / rate after the first: over the span from first to last data message, all but the last chunk.
    const data = inOrder(agents[0].ledger).filter((line) => line.payload > 0);
    const span = data.at(-1)!.time - data[0].time;
    const due = payload - data.at(-1)!.payload;
    expect(Math.abs(span * 20_000 - due)).toBeLessThan(Math.max(400, 0.05 * due));
  });
});

test("relays pass on each message once, nothing before the registration, and the end when all has arrived", async () => {
  const into = join(scratch, "order");
  const [sender, , , receiver] = await theft("127.71.3", "tcp", into, { bytesPerSecond: 1e9, data: { kind: "text", bytes: 5000 } });
  const indices = receiver.ledger.map(({ index }) => index);
  const end = indices.length - 2;
  expect([indices[0], indices.at(-1)]).toEqual([-1, end]);
  expect(inOrder(receiver.ledger).map(({ index }) => index)).toEqual(inOrder(sender.ledger).map(({ index }) => index));
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
