import { expect, test } from "vitest";
import { tcpdumpCommand } from "../../kernel-helpers/src/capture/capture";
import { lastCounts } from "../../kernel-helpers/src/capture/counts";

// What tcpdump 4.99.3 printed: twice asked by SIGUSR1, then ended by SIGINT.
const asked = `tcpdump: listening on br0, link-type EN10MB (Ethernet), snapshot length 256 bytes
tcpdump: 0 packets captured, 12 packets received by filter, 0 packets dropped by kernel
tcpdump: 12 packets captured, 12 packets received by filter, 3 packets dropped by kernel
`;
const ended = `1 packet captured
21 packets received by filter
8 packets dropped by kernel
`;

test("the last counts are read from one line and from three", () => {
  expect(lastCounts("tcpdump: listening on br0")).toBe(null);
  expect(lastCounts(asked)).toEqual({ captured: 12, received: 12, dropped: 3 });
  expect(lastCounts(asked + ended)).toEqual({ captured: 1, received: 21, dropped: 8 });
});

test("only real root tells tcpdump to stay root", () => {
  const options = { file: "/r/inside.pcap", snaplen: 256, filter: "udp" };
  expect(tcpdumpCommand("br0", options, true).join(" ")).toBe("tcpdump -i br0 -n -U -s 256 -B 16384 -Z root -w /r/inside.pcap udp");
  expect(tcpdumpCommand("br0", options, false)).not.toContain("-Z");
});
