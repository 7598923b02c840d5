import { afterAll, describe, expect, test } from "vitest";
import { endAgents, senderDocument, startAgent } from "./agents";

afterAll(endAgents);

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
