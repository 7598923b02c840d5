import { join } from "node:path";
import { expect, test } from "vitest";
import { withIpRates } from "../../kernel-helpers/src/notebook/iprates";
import type { LedgerLine, SpanRate } from "../../kernel-helpers/src/runfolder";

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
const ipRates = async (lines: LedgerLine[], captures = [capture]) => {
  const [{ hops }] = await withIpRates(
    0,
    [rate],
    lines,
    captures.map((file) => ({ file })),
  );
  return hops[0];
};

test("a hop's IP rates are the packets to and from where its messages went, as tshark counts them, over the time of its messages", async () => {
  const lines = [line({}), line({ time: begin + 0.2, index: 1 })];
  // tshark -T fields -e ip.len, added up: 1288 bytes to port 80 in 6 packets, 772 bytes back in 4; over 0.2 s.
  const { ip, back } = await ipRates(lines);
  expect(ip).toBeCloseTo(1288 / 0.2, 1);
  expect(back).toBeCloseTo(772 / 0.2, 1);
  // A second capture that saw the same adds nothing.
  expect(await ipRates(lines, [capture, capture])).toMatchObject({ ip, back });
});

test("what went at another time, to another port or under another job is not the hop's", async () => {
  const none = { payload: 1000, transport: 2500, ip: null, back: null };
  const two = (given: Partial<LedgerLine>) => [line(given), line({ time: begin + 0.2, index: 1, ...given })];
  expect(await ipRates([line({ time: begin + 100 }), line({ time: begin + 101, index: 1 })])).toMatchObject(none);
  expect(await ipRates(two({ remote: "185.8.212.46:81" }))).toMatchObject(none);
  expect(await ipRates(two({ job: "gfedcba" }))).toMatchObject(none);
  expect(await ipRates([])).toMatchObject(none);
});
