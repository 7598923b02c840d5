import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { endAgents, portOf, receiverDocument, relayDocument, scratch, senderDocument, startAgent } from "./agents";

afterAll(endAgents);

describe.concurrent("an agent ends", () => {
  test("when its standard input ends, a sender with status 1 because it has not finished", async () => {
    const receiver = startAgent(receiverDocument("127.71.6.2", 6969, join(scratch, "ends")));
    await receiver.says("receives at");
    const sender = startAgent(senderDocument("127.71.6.2", 6969, { bytesPerSecond: 100 }));
    await sender.says("sends");
    sender.endInput();
    receiver.endInput();
    expect([await sender.exited, await receiver.exited]).toEqual([1, 0]);
    // Not at its time to live, which ends it with the same status.
    for (const agent of [sender, receiver]) expect(agent.log().trim()).toMatch(/ (standard input ended|told to end)$/);
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

  test.each(["tcp", "udp", "http", "dns"] as const)("with status 1 when its port is in use over %s", async (transport) => {
    const at = { tcp: "127.71.6.6", udp: "127.71.6.8", http: "127.71.6.9", dns: "127.71.6.10" }[transport];
    const port = portOf(transport);
    const first = startAgent(receiverDocument(at, port, join(scratch, "port"), { transport }));
    await first.says("receives at");
    const second = startAgent(receiverDocument(at, port, join(scratch, "port"), { transport }));
    expect(await second.exited).toBe(1);
    expect(second.log()).toContain("EADDRINUSE");
  });
});
