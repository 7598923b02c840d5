import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { syntheticData } from "../../kernel-helpers/src/exfil/synthetic";
import { endAgents, portOf, receiverDocument, scratch, senderDocument, startAgent } from "./agents";

// The other side is det_peer.py, a second implementation by the description of the format alone.
const python = join(__dirname, "../../.venv/bin/python");
const peer = join(__dirname, "det_peer.py");
const peers: ChildProcess[] = [];

function startPeer(...words: string[]): ChildProcess {
  const child = spawn(python, [peer, ...words], { stdio: ["ignore", "pipe", "inherit"] });
  peers.push(child);
  return child;
}
const ended = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once("close", resolve));

beforeAll(() => {
  for (const [program, version, remedy] of [
    [python, "--version", "node scripts/setup.mjs"],
    ["openssl", "version", "apt-get install openssl"],
  ])
    if (spawnSync(program, [version]).status !== 0) throw new Error(`these tests need ${program}: ${remedy}`);
});
afterEach(() => {
  endAgents();
  for (const child of peers.splice(0)) child.kill("SIGKILL");
});

// The other side holds nobody back over udp, dns and icmp, so a rate does.
const cases = [
  { transport: "tcp", compression: false, bytes: 30_000, chunk: { min: 300, max: 400 } },
  { transport: "tcp", compression: true, bytes: 1_000_000, chunk: { min: 7000, max: 9000 } },
  { transport: "udp", compression: false, bytes: 1, chunk: { min: 300, max: 350 } },
  { transport: "udp", compression: true, bytes: 1_000_000, chunk: { min: 300, max: 600 } },
  { transport: "http", compression: false, bytes: 0, chunk: { min: 300, max: 400 } },
  { transport: "http", compression: true, bytes: 100_000, chunk: { min: 500, max: 700 } },
  { transport: "dns", compression: false, bytes: 0, chunk: { min: 300, max: 400 } },
  // A message of 231, 462, … characters has no end in DET's own framing: of these sizes one in 231 has.
  { transport: "dns", compression: true, bytes: 1_000_000, chunk: { min: 80, max: 400 } },
  { transport: "icmp", compression: true, bytes: 0, chunk: { min: 300, max: 400 } },
  { transport: "icmp", compression: false, bytes: 300_000, chunk: { min: 300, max: 600 } },
] as const;

describe.each(cases)("$bytes bytes over $transport, compression $compression", ({ transport, compression, bytes, chunk }) => {
  const port = portOf(transport);
  const data = { kind: "records", bytes } as const;
  const name = `${transport}-${bytes}`;

  test("from our sender to the other receiver", async () => {
    const file = join(scratch, `${name}.out`);
    const receiver = startPeer("receive", transport, "127.72.1.2", String(port), file, compression ? "1" : "0");
    const status = ended(receiver);
    await new Promise((resolve) => receiver.stdout!.once("data", resolve));
    const bytesPerSecond = { tcp: 1e9, http: 1e9, udp: 200_000, dns: 60_000, icmp: 100_000 }[transport];
    const given = { transport, compression, chunk, data, domain: "google.com", bytesPerSecond };
    const sender = startAgent(senderDocument("127.72.1.2", port, given));
    expect([await status, await sender.exited]).toEqual([0, 0]);
    expect(readFileSync(file).equals(syntheticData("records", bytes, 7))).toBe(true);
  });

  test("from the other sender to our receiver", async () => {
    const into = join(scratch, `${name}.in`);
    const file = join(scratch, `${name}.csv`);
    writeFileSync(file, syntheticData("records", bytes, 8));
    const receiver = startAgent(receiverDocument("127.72.1.3", port, into, { transport, compression, domain: "google.com" }));
    await receiver.says("receives at");
    const sender = startPeer(
      "send",
      transport,
      "127.72.1.3",
      String(port),
      file,
      compression ? "1" : "0",
      String(chunk.min),
      String(chunk.max),
    );
    expect(await ended(sender)).toBe(0);
    await receiver.says("recovered");
    expect(existsSync(into) && readFileSync(join(into, readdirSync(into)[0])).equals(readFileSync(file))).toBe(true);
  });
});
