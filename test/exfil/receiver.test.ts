import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { readFileSync, readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { complaints } from "../../kernel-helpers/src/exfil/agent/complaints";
import { encodeQuery } from "../../kernel-helpers/src/exfil/agent/dns-packet";
import { messagesOf } from "../../kernel-helpers/src/exfil/agent/sender";
import { encodeHex } from "../../kernel-helpers/src/exfil/det/hex";
import { encodeMessage } from "../../kernel-helpers/src/exfil/det/message";
import { syntheticData } from "../../kernel-helpers/src/exfil/synthetic";
import { endAgents, portOf, receiverDocument, scratch, senderDocument, startAgent } from "./agents";

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

  test("tells of 100,000 strangers' datagrams in few lines", async () => {
    const told: string[] = [];
    const complain = complaints("receiver.1", (text) => told.push(text));
    for (let i = 0; i < 100_000; i++) complain("10.0.0.1:5", "x".repeat(10_000));
    // 200 one by one, then at 200, 400, … 51,200 (200 · 2^8) and 102,400.
    expect(told.length).toBe(200 + 9);
    expect(told.at(-1)).toBe("receiver.1 has dropped 51200 messages; the next line tells of 102400");
    expect(told.join("").length).toBeLessThan(60_000);
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
