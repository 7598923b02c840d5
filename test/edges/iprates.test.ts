import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import { messageCost } from "../../kernel-helpers/src/exfil/cost";
import type { LedgerLine, SpanRate, Transport } from "../../kernel-helpers/src/runfolder";
import { fileOf, frame, pcap, type Frame } from "../pcap/files";
import { ethernet, ipv4 } from "../pcap/packets";

/** One connection from port 5068 to 185.8.212.46:80, from second 1396532992.465. */
const capture = join(__dirname, "../captures/one_http_stream_rst.pcap");
const begin = 1_396_532_992.47;

const line = (given: Partial<LedgerLine>): LedgerLine => ({
  time: begin,
  agent: "user.1",
  hop: 0,
  event: "sent",
  transport: "http",
  local: "10.3.65.35:5068",
  remote: "185.8.212.46:80",
  job: "abcdefg",
  index: 0,
  payload: 100,
  encoded: 250,
  ...given,
});
const rate: SpanRate = {
  theft: 0,
  span: 0,
  jobs: ["abcdefg"],
  wanted: 1000,
  rate: 1000,
  seconds: 0.2,
  held: true,
  worst: null,
  spread: null,
  hops: [{ hop: 0, payload: 1000, transport: 2500 }],
};
const ipRates = async (ledger: LedgerLine[], file = capture) => {
  const [{ hops }] = (await readEdges([{ file }], { ledger, rates: [rate] })).parts.rates!;
  return hops[0];
};

test("a hop's IP rates are the packets to and from where its messages went, as tshark counts them, over the time of its messages", async () => {
  const lines = [line({}), line({ time: begin + 0.2, index: 1 })];
  // tshark -T fields -e ip.len, added up: 1288 bytes to port 80 in 6 packets, 772 bytes back in 4; over 0.2 s.
  const { ip, back } = await ipRates(lines);
  expect(ip).toBeCloseTo(1288 / 0.2, 1);
  expect(back).toBeCloseTo(772 / 0.2, 1);
  // Of a second capture that saw the same nothing is added.
  const twice = await readEdges([{ file: capture }, { file: fileOf(readFileSync(capture)) }], {
    ledger: lines,
    rates: [rate],
    dedup: true,
  });
  expect(twice.parts.rates![0].hops[0]).toEqual({ hop: 0, payload: 1000, transport: 2500, ip, back });
});

test("what went at another time, to another port or under another job is not the hop's", async () => {
  const none = { payload: 1000, transport: 2500, ip: null, back: null };
  const two = (given: Partial<LedgerLine>) => [line(given), line({ time: begin + 0.2, index: 1, ...given })];
  expect(await ipRates([line({ time: begin + 100 }), line({ time: begin + 101, index: 1 })])).toMatchObject(none);
  expect(await ipRates(two({ remote: "185.8.212.46:81" }))).toMatchObject(none);
  expect(await ipRates(two({ job: "gfedcba" }))).toMatchObject(none);
  expect(await ipRates([])).toMatchObject(none);
});

const [from, to] = ["10.77.10.1", "10.77.11.1"];

/** An IPv4 packet as a capture of a lab has it: 256 bytes of it. @param fragment id of its datagram, offset in bytes, whether more follow */
function packet(
  at: number,
  ends: readonly [string, string],
  protocol: number,
  payload: Buffer,
  fragment?: [number, number, boolean],
): Frame {
  const ip = ipv4(...ends, payload, { protocol });
  if (fragment) {
    ip.writeUInt16BE(fragment[0], 4);
    ip.writeUInt16BE(fragment[1] / 8 + (fragment[2] ? 0x2000 : 0), 6);
  }
  const data = ethernet(ip);
  return frame(1000, at * 1e9, data.subarray(0, 256), data.length);
}

/** A header of two 16-bit words and four more bytes, and what follows it. */
function withHeader(first: number, second: number, bytes: number, third = 0): Buffer {
  const all = Buffer.alloc(8 + bytes, 0x61);
  [first, second, third, 0].forEach((word, i) => all.writeUInt16BE(word, 2 * i));
  return all;
}

const ofTwo = async (
  transport: Transport,
  ends: Pick<LedgerLine, "local" | "remote">,
  encoded: number,
  frames: Frame[],
  other?: string,
) => {
  const lines = [0, 1].map((index) => line({ transport, time: 1000.1 + index / 5, index, encoded, id: 7 + index, ...ends }));
  if (other) lines.push({ ...lines[0], remote: other, job: "gfedcba" });
  return ipRates(transport === "udp" ? lines.map(({ id: _, ...rest }) => rest) : lines, fileOf(pcap(frames)));
};

test("over icmp a message is one packet and its echo: 28 bytes of headers beside base64", async () => {
  // A chunk of 350 B: job 7, separators 6, index 1, chunk 700 characters = 714 bytes; base64 4 · 238 = 952; ICMP 8, IP 20: 980.
  const echo = (type: number, id: number, text = Buffer.from("abcdefg|!|0|!|").toString("base64"), sequence = 1) => {
    const bytes = withHeader(type << 8, 0, 952, id);
    bytes.writeUInt16BE(sequence, 6);
    bytes.write(text, 8, "latin1");
    return bytes;
  };
  const frames = [0, 1].flatMap((i) => [
    packet(0.1 + i / 5, [from, to], 1, echo(8, 7 + i)),
    packet(0.101 + i / 5, [to, from], 1, echo(0, 7 + i)),
    packet(0.15, ["10.77.10.9", to], 1, echo(8, 7 + i)), // somebody else's
    packet(0.16, [from, to], 1, echo(8, 7 + i, "")), // of the same ends, but a ping
    packet(0.17, [from, to], 1, echo(8, 7 + i, undefined, 2)), // a message of another theft
  ]);
  const { ip, back } = await ofTwo("icmp", { local: `${from}:1`, remote: `${to}:1` }, 952, frames, `${to}:2`);
  expect(ip).toBeCloseTo((2 * 980) / 0.2, 3);
  expect(back).toBeCloseTo((2 * 980) / 0.2, 3);
  expect(messageCost("icmp", { min: 350, max: 350 }, 2)).toEqual({ encoded: 952, ip: 980, back: 980 });
});

test("over udp a datagram in two packets has two IP headers, and the second packet, without ports, counts to its hop", async () => {
  // A chunk of 600 B: 7 + 6 + 1 + 1200 = 1214 bytes; as digits 2428; UDP 8: 2436 = 1480 + 956; two IP headers of 20: 2476.
  const frames = [0, 1].flatMap((i) => [
    packet(0.1 + i / 5, [from, to], 17, withHeader(40_000, 6969, 1472, 2436), [77 + i, 0, true]),
    packet(0.1 + i / 5, [from, to], 17, Buffer.alloc(956), [77 + i, 1480, false]),
    packet(0.15, [from, to], 17, Buffer.alloc(956), [99, 1480, false]), // of a datagram that is not the thief's
  ]);
  const { ip, back } = await ofTwo("udp", { local: `${from}:40000`, remote: `${to}:6969` }, 2428, frames);
  expect(ip).toBeCloseTo((2 * 2476) / 0.2, 3);
  expect(back).toBe(0);
  expect(messageCost("udp", { min: 600, max: 600 }, 2)).toEqual({ encoded: 2428, ip: 2476, back: 0 });
});
