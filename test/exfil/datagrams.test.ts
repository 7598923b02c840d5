import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { icmpSender } from "../../kernel-helpers/src/exfil/agent/icmp-send";
import { listenUdp } from "../../kernel-helpers/src/exfil/agent/udp-listen";
import { endAgents, relayDocument, startAgent } from "./agents";

afterAll(endAgents);

// The listener has no end of its own, because an agent's does not; this file's process is its end.
test("a relay that cannot pass datagrams on holds 5000 of them and no more", async () => {
  let held = 0;
  const dropped: string[] = [];
  await listenUdp(
    { address: "127.76.1.2", port: 6969 },
    {
      clock: () => 0,
      domain: "",
      take: () => new Promise<void>(() => held++),
      garbage: (_, why) => dropped.push(why),
    },
  );
  const socket = createSocket("udp4");
  const send = () => new Promise((resolve) => socket.send("6d", 6969, "127.76.1.2", resolve));
  for (let sent = 0; sent < 20_000 && dropped.length === 0; sent += 20) {
    await Promise.all(Array.from({ length: 20 }, send));
    await new Promise((resolve) => setImmediate(resolve));
  }
  socket.close();
  expect(held).toBe(5000);
  expect(dropped[0]).toBe("a datagram: 5000 are waiting already");
});

test("echo requests that are under way at once have ids of their own, also where the same was drawn for both", async () => {
  const send = icmpSender();
  const options = { clock: () => 0, random: () => 0.5, domain: "", method: "either", permits: () => true } as const;
  const one = () => send(Buffer.from("message"), { address: "127.76.1.3", port: 1 }, options);
  const delivered = await Promise.all([one(), one(), one()]);
  expect(delivered.map(({ id }) => id)).toEqual([32_768, 32_769, 32_770]);
});

test("a relay over icmp has both of its sockets before the first message comes, each in a program of its own", async () => {
  const relay = startAgent(relayDocument("127.76.1.4", "127.76.1.5", 1, { transport: "icmp" }));
  await relay.says("relays from");
  const children = () => readFileSync(`/proc/${relay.pid}/task/${relay.pid}/children`, "utf8").trim().split(" ");
  await expect.poll(() => children().length, { timeout: 5000 }).toBe(2);
  expect(children().map((pid) => readFileSync(`/proc/${pid}/cmdline`, "latin1").split("\0").at(-3))).toEqual(
    expect.arrayContaining(["send", "listen"]),
  );
});
