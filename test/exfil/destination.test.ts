import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { afterEach, expect, test } from "vitest";
import { insideRanges, rangeProblem } from "../../kernel-helpers/src/exfil/agent/allowed";
import { keptSender } from "../../kernel-helpers/src/exfil/agent/application-way";
import { DestinationRefused } from "../../kernel-helpers/src/exfil/agent/connection";
import { dnsSender } from "../../kernel-helpers/src/exfil/agent/dns-send";
import { listenIcmp } from "../../kernel-helpers/src/exfil/agent/icmp-listen";
import { icmpSender } from "../../kernel-helpers/src/exfil/agent/icmp-send";
import { sendHttp } from "../../kernel-helpers/src/exfil/agent/http-send";
import { sendTcp } from "../../kernel-helpers/src/exfil/agent/tcp-send";
import { sendUdp } from "../../kernel-helpers/src/exfil/agent/udp-send";

const options = { clock: () => 0, random: () => 0, domain: "example.com", method: "either" } as const;
const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

test.each([
  ["tcp", sendTcp],
  ["http", sendHttp],
  ["the application's way", keptSender()],
] as const)("over %s it writes nothing when the connection turns out to lead elsewhere than it was meant to", async (_, send) => {
  const got: Buffer[] = [];
  const server = createServer((socket) => socket.on("data", (piece) => got.push(piece)).on("error", () => undefined));
  const accepted = new Promise((resolve) => server.on("connection", (socket) => socket.on("close", resolve)));
  await new Promise<void>((resolve) => server.listen(6969, "127.74.1.2", resolve));
  closing.push(() => server.close());
  const asked: string[] = [];
  const permits = (address: string) => asked.push(address) === 1; // as it was given, but not as the socket says
  const sending = send(Buffer.from("message"), { address: "127.74.1.2", port: 6969 }, { ...options, permits });
  await expect(sending).rejects.toBeInstanceOf(DestinationRefused);
  await accepted;
  expect(asked).toEqual(["127.74.1.2", "127.74.1.2"]);
  expect(got).toEqual([]);
});

test.each([
  ["udp", sendUdp, "6d657373616765"],
  // The labels of "message" below example.com: its first seven characters, which would be the job id, then its digits.
  ["dns", dnsSender(), "message6d657373616765"],
] as const)("a datagram that would lead elsewhere than it was meant to is not sent, over %s", async (_, sender, permitted) => {
  const got: Buffer[] = [];
  const server = createSocket("udp4").on("message", (bytes) => got.push(bytes));
  await new Promise<void>((resolve) => server.bind(6969, "127.74.1.3", resolve));
  closing.push(() => server.close());
  const asked: string[] = [];
  const send = (permits: (address: string) => boolean) =>
    sender(Buffer.from("message"), { address: "127.74.1.3", port: 6969 }, { ...options, permits });
  await expect(send(() => false)).rejects.toBeInstanceOf(DestinationRefused);
  await expect(send((address) => asked.push(address) === 1)).rejects.toBeInstanceOf(DestinationRefused);
  expect(asked).toEqual(["127.74.1.3", "127.74.1.3"]);
  await send(() => true);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(got.length).toBeGreaterThan(0);
  for (const one of got) expect(one.toString()).toContain(permitted); // the permitted one alone
});

test("an echo request to elsewhere is not sent, though the socket for it is open", async () => {
  const got: string[] = [];
  const to = { address: "127.74.1.4", port: 1 };
  const take = async (bytes: Buffer) => void got.push(bytes.toString());
  await listenIcmp(to, { ...options, take, garbage: () => undefined });
  const send = icmpSender(true);
  const asked = (permits: boolean) => send(Buffer.from(permits ? "permitted" : "refused"), to, { ...options, permits: () => permits });
  await expect(asked(false)).rejects.toThrow("destination 127.74.1.4 is outside the allowed ranges");
  await asked(true);
  await expect.poll(() => got).toEqual(["permitted"]);
});

test("ranges hold their addresses, mapped ones too, and nothing else", () => {
  const inside = insideRanges(["10.7.0.0/16", "fd00:7::/32"]);
  for (const address of ["10.7.0.1", "10.7.255.255", "::ffff:10.7.1.1", "fd00:7::1"]) expect(inside(address)).toBe(true);
  for (const address of ["10.8.0.1", "8.8.8.8", "fd00:8::1", "", "host", "::ffff:8.8.8.8"]) expect(inside(address)).toBe(false);
});

test("ranges must be private, or reserved for documentation and benchmarks", () => {
  for (const range of ["10.0.0.0/8", "172.20.0.0/16", "192.168.1.0/24", "203.0.113.0/24", "198.18.0.0/15", "127.0.0.1/32", "fd00::/8"])
    expect(rangeProblem(range)).toBeNull();
  for (const range of ["0.0.0.0/0", "8.8.8.0/24", "10.0.0.0/7", "172.0.0.0/8", "::/0", "2600::/16"])
    expect(rangeProblem(range)).toMatch(/private/);
  for (const range of ["10.0.0.0", "10.0.0.0/33", "lab", "10.0.0/8"]) expect(rangeProblem(range)).toMatch(/address range/);
});
