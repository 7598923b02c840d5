import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeQuery } from "../../kernel-helpers/src/exfil/agent/dns-packet";
import { messagesOf } from "../../kernel-helpers/src/exfil/agent/sender";
import type { ReceiverDocument, SenderDocument } from "../../kernel-helpers/src/exfil/document";
import { frugal } from "../../kernel-helpers/src/exfil/planned";
import { encodeHex } from "../../kernel-helpers/src/exfil/det/hex";
import { encodeMessage } from "../../kernel-helpers/src/exfil/det/message";
import { namesOf } from "../../kernel-helpers/src/exfil/det/names";
import { encodeRequest } from "../../kernel-helpers/src/exfil/det/web";
import { draws } from "../pcap/random";
import { mutated } from "./mutate";

/** Those that need no rights. Echo requests come through the kernel, and carry the same text as forms over http. */
const transports = ["tcp", "udp", "http", "dns"] as const;
type Fuzzed = (typeof transports)[number];

/** Resident memory that a receiver may have, MiB: beyond its usual 60 what half-open connections hold. */
const mostMemory = 100;
/** Damaged packets between two files that must arrive, and milliseconds that one may take. */
const betweenFiles = 200;
const patience = 20_000;

const domain = "example.com";
const key = { passphrase: "THISISACRAZYKEY", compression: false } as const;
const common = { agent: "receiver.1", timeToLive: 86_400, allowed: ["127.0.0.0/8"] } as const;

/**
 * Sends receivers damaged messages, and now and then a file, which must arrive.
 *
 * @param program the agent
 * @throws Error when a receiver ends, takes too much memory, or keeps a file out
 */
export async function fuzzReceivers(program: string, seconds: number, seed: number): Promise<{ damaged: number; files: number }> {
  const folder = mkdtempSync(join(tmpdir(), "munnin-fuzz-"));
  const receivers = transports.map((transport, i) => startReceiver(program, transport, `127.78.${seed % 250}.${i + 1}`, folder));
  let damaged = 0;
  let files = 0;
  try {
    for (const receiver of receivers) await receiver.says("receives at");
    const end = performance.now() + seconds * 1000;
    for (let round = 0; performance.now() < end; round++) {
      const draw = draws(seed * 1_000_003 + round);
      const receiver = receivers[round % receivers.length];
      const good = packetsOf(receiver.transport, round);
      // Of another file: a damaged message may still be one, and then spoils its own file.
      const others = packetsOf(receiver.transport, 1_000_000 + round);
      const some = Array.from({ length: betweenFiles }, () => mutated(draw.pick(others), draw, others));
      for (let at = 0; at < some.length; at += 10) await Promise.all(some.slice(at, at + 10).map((packet) => receiver.send(packet)));
      damaged += some.length;
      const job = [...messagesOf(sender(round))][0].job;
      for (const packet of good) await receiver.send(packet);
      await receiver.says(`recovered ${job}`);
      files++;
      receiver.check();
    }
  } catch (error) {
    throw new Error(`after ${damaged} damaged packets: ${(error as Error).message}`, { cause: error });
  } finally {
    await Promise.all(receivers.map((receiver) => receiver.end()));
    rmSync(folder, { recursive: true });
  }
  return { damaged, files };
}

const ports: Readonly<Record<Fuzzed, number>> = { tcp: 6969, udp: 6969, http: 8080, dns: 5353 };

function startReceiver(program: string, transport: Fuzzed, address: string, into: string) {
  const port = ports[transport];
  const document: ReceiverDocument = { ...common, ...key, role: "receiver", hop: 1, transport, listen: { address, port }, into };
  const child = spawn(process.execPath, [...frugal, program], { stdio: ["pipe", "ignore", "pipe"] });
  let ended = false;
  let log = "";
  const exited = new Promise<void>((resolve) => child.once("close", () => resolve(void (ended = true))));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (log = `${log}${text}`.slice(-20_000)));
  child.stdin.write(JSON.stringify(document));
  const socket = createSocket("udp4").on("error", () => undefined);
  const what = (): string => `the receiver over ${transport}`;
  return {
    transport,
    send: (packet: Buffer): Promise<void> =>
      transport === "udp" || transport === "dns"
        ? new Promise((resolve) => socket.send(packet.subarray(0, 60_000), port, address, () => setImmediate(resolve)))
        : new Promise((resolve) => {
            const connection = connect({ host: address, port }, () => connection.end(packet));
            connection.on("data", () => undefined).on("error", () => undefined);
            connection.on("close", () => resolve());
          }),
    async says(text: string): Promise<void> {
      const began = performance.now();
      while (!log.includes(text)) {
        if (ended) throw new Error(`${what()} ended: ${log.slice(-500)}`);
        if (performance.now() > began + patience) throw new Error(`${what()} does not say "${text}": ${log.slice(-500)}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    check(): void {
      const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))!;
      if (Number(kilobytes) / 1024 > mostMemory) throw new Error(`${what()} takes ${Math.round(Number(kilobytes) / 1024)} MiB`);
    },
    async end(): Promise<void> {
      child.stdin.end();
      await exited;
      socket.close();
    },
  };
}

function sender(seed: number): SenderDocument {
  const data = { kind: "text", bytes: 500 } as const;
  const target = { addresses: ["127.0.0.1"], port: 1 };
  const given = { transport: "tcp", target, seed, bytesPerSecond: 1, chunk: { min: 100, max: 200 }, data, fileName: "a.txt" } as const;
  return { ...common, ...key, ...given, role: "sender", hop: 0 };
}

/** A file's messages as the transport carries them. */
function packetsOf(transport: Fuzzed, seed: number): Buffer[] {
  return [...messagesOf(sender(seed))].map(encodeMessage).flatMap((message, i) => {
    switch (transport) {
      case "tcp":
      case "udp":
        return [encodeHex(message)];
      case "http":
        return [encodeRequest(message, i % 2 === 0 ? "POST" : "GET", "127.0.0.1:8080")];
      case "dns":
        return namesOf(message, domain).map((name, k) => encodeQuery(k, name));
    }
  });
}
