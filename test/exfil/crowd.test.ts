import { connect, type Socket } from "node:net";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { syntheticData } from "../../kernel-helpers/src/exfil/synthetic";
import { endAgents, portOf, receiverDocument, scratch, senderDocument, startAgent } from "./agents";

const open: Socket[] = [];
afterAll(() => {
  endAgents();
  for (const socket of open) socket.destroy();
});

test.each(["tcp", "http"] as const)(
  "10,000 connections over %s that stay half-way keep no message out, and take no more memory than is allowed",
  async (transport) => {
    const at = { tcp: "127.77.1.2", http: "127.77.1.3" }[transport];
    const port = portOf(transport);
    const into = join(scratch, `crowd-${transport}`);
    const receiver = startAgent(receiverDocument(at, port, into, { transport }));
    await receiver.says("receives at");
    // Half of a message, or of a request's head, and then nothing.
    const half = transport === "tcp" ? "614233644535677c21" : "POST / HTTP/1.1\r\nHost: a\r\nContent-Le";
    for (let made = 0; made < 10_000; made += 200) {
      const some = Array.from({ length: 200 }, () => connect({ host: at, port }).on("error", () => undefined));
      open.push(...some);
      await Promise.all(
        some.map(
          (socket) =>
            new Promise<void>((resolve) =>
              socket.once("connect", () => socket.write(half, () => resolve())).once("close", () => resolve()),
            ),
        ),
      );
    }
    const sender = startAgent(senderDocument(at, port, { transport, bytesPerSecond: 1e9, data: { kind: "records", bytes: 5000 } }));
    expect(await sender.exited).toBe(0);
    await receiver.says("recovered");
    expect(sender.log()).not.toContain("attempt");
    expect(readFileSync(join(into, readdirSync(into)[0])).equals(syntheticData("records", 5000, 7))).toBe(true);
    const [, peak] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${receiver.pid}/status`, "utf8"))!;
    expect(Number(peak) / 1000).toBeLessThan(100);
    for (const socket of open.splice(0)) socket.destroy();
  },
);
