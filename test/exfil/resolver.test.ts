import { execFileSync, spawn } from "node:child_process";
import { Resolver } from "node:dns/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { joinLedger } from "../../kernel-helpers/src/edges/ledger/join";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import { endAgents, receiverDocument, scratch, senderDocument, startAgent } from "./agents";
import { captured } from "./captured";

const [resolver, receiver] = ["127.77.1.53", "127.77.1.2"];
const running: (() => void)[] = [];
afterEach(() => {
  endAgents();
  for (const end of running.splice(0)) end();
});

/** Debian's dnsmasq, as the lab's resolver: it sends names below example.com on to the thief's receiver, and refuses all others. */
async function startResolver(): Promise<{ ask(name: string): Promise<string> }> {
  const own = ["--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--pid-file=", "--log-facility=-"];
  const child = spawn("dnsmasq", [...own, `--listen-address=${resolver}`, "--bind-interfaces", `--server=/example.com/${receiver}#5353`], {
    stdio: "ignore",
  });
  running.push(() => child.kill());
  const missing = new Promise<never>((_, reject) =>
    child.once("error", () => reject(new Error("this test needs dnsmasq: apt-get install dnsmasq-base"))),
  );
  const client = new Resolver({ timeout: 200, tries: 1 });
  client.setServers([resolver]);
  const ask = (name: string) => client.resolve4(name).then(String, (error: NodeJS.ErrnoException) => error.code!);
  for (let waited = 0; waited < 5; waited += 0.1) {
    if ((await Promise.race([ask("ready.test"), missing])) === "EREFUSED") return { ask };
    await setTimeout(100);
  }
  throw new Error("dnsmasq did not answer within 5 s");
}

test("a real capture of a theft through dnsmasq agrees with the ledger byte for byte on both legs, and with tshark", async () => {
  const file = join(scratch, "resolver.pcap");
  const ledger = await captured(file, "udp and net 127.77.1.0/24", async () => {
    const end = startAgent(receiverDocument(receiver, 5353, join(scratch, "resolver"), { transport: "dns" }));
    await end.says("receives at");
    const { ask } = await startResolver();
    const sender = startAgent(senderDocument(resolver, 53, { transport: "dns", bytesPerSecond: 20_000 }));
    const others = setTimeout(300).then(async () => {
      for (let i = 0; i < 20; i++) expect(await ask(`host-${i}.test`)).toBe("EREFUSED");
    });
    expect(await sender.exited).toBe(0);
    await others;
    await end.says("recovered");
    return [...sender.ledger, ...end.ledger];
  });
  const { legs, differences, stolen } = await joinLedger(ledger, [file]);
  expect(differences).toEqual([]);
  expect(stolen).toEqual({ sent: 20_032, received: 20_032, captured: 20_032 });
  expect(legs.map(({ hop, passedOn = false }) => [hop, passedOn])).toEqual([
    [0, false],
    [0, true],
  ]);

  const sumOf = (filter: string, field: string, header: number): number =>
    tshark(file, filter, field).reduce((sum, one) => sum + one - header, 0);
  const names = `frame contains "${ledger[0].job}"`;
  const rows = [...(await readEdges([{ file }], { every: 60, level: "ip", ledger, special: "keep" }))];
  for (const [leg, at, queries, answers] of [
    [legs[0], resolver, `ip.dst == ${resolver} && ${names}`, `ip.src == ${resolver} && ${names}`],
    [legs[1], receiver, `ip.dst == ${receiver}`, `ip.src == ${receiver}`],
  ] as const) {
    expect(leg).toMatchObject({ payload: 20_032, unmatched: 0, capturedPayload: leg.encoded, strays: { connections: 0, payload: 0 } });
    expect(sumOf(queries, "udp.length", 8)).toBe(leg.capturedPayload + leg.retransmitted);
    const total = (kept: (row: (typeof rows)[0]) => number) => rows.reduce((sum, row) => sum + kept(row), 0);
    expect(total((row) => (row.destination === at ? row.exfilPayload! : 0))).toBe(20_032);
    expect(total((row) => (row.destination === at ? row.exfilBytes! : 0))).toBe(sumOf(queries, "ip.len", 0));
    expect(total((row) => (row.source === at ? row.exfilOverhead! : 0))).toBe(sumOf(answers, "ip.len", 0));
  }
});

function tshark(file: string, filter: string, field: string): number[] {
  try {
    const options = { encoding: "utf8" as const, stdio: ["ignore" as const, "pipe" as const, "ignore" as const] };
    return execFileSync("tshark", ["-r", file, "-Y", `udp && ${filter}`, "-T", "fields", "-e", field], options)
      .trim()
      .split("\n")
      .map(Number);
  } catch (error) {
    throw new Error("this test needs tshark: apt-get install tshark", { cause: error });
  }
}
