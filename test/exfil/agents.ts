import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { afterAll } from "vitest";
import { frugal } from "../../kernel-helpers/src/exfil/planned";
import type { AgentDocument, ReceiverDocument, RelayDocument, SenderDocument } from "../../kernel-helpers/src/exfil/document";
import type { LedgerLine, Transport } from "../../kernel-helpers/src/runfolder/ledger";

/** A folder that belongs to this test file. */
export const scratch = mkdtempSync(join(tmpdir(), "munnin-exfil-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The agent as it is shipped: one file, nothing but node's built-ins. */
const program = join(scratch, "agent.js");
buildSync({
  entryPoints: [join(__dirname, "../../kernel-helpers/src/exfil/agent/main.ts")],
  outfile: program,
  bundle: true,
  platform: "node",
  target: "node20",
  logLevel: "warning",
});

export interface AgentProcess {
  readonly pid: number;
  readonly ledger: LedgerLine[];
  /** What it said on standard error so far. */
  log(): string;
  /** Waits until it says something; rejects when it has ended without. */
  says(text: string | RegExp): Promise<void>;
  /** Gives it a line on its standard input. */
  tell(line: string): void;
  endInput(): void;
  readonly exited: Promise<number | null>;
}

const running = new Set<() => void>();

/** Ends what a failed test left. */
export function endAgents(): void {
  for (const end of running) end();
}

/** Starts an agent; its input stays open. @param through a command that starts it, given as its last words */
export function startAgent(document: AgentDocument | Record<string, unknown> | string, through: readonly string[] = []): AgentProcess {
  const [command, ...args] = [...through, process.execPath, ...frugal, program];
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
  const kill = () => void child.kill("SIGKILL");
  running.add(kill);
  let log = "";
  let rest = "";
  const ledger: LedgerLine[] = [];
  child.stderr.setEncoding("utf8").on("data", (piece: string) => (log += piece));
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    const lines = (rest + piece).split("\n");
    rest = lines.pop()!;
    ledger.push(...lines.map((line) => JSON.parse(line) as LedgerLine));
  });
  const exited = new Promise<number | null>((resolve) => child.on("close", resolve));
  void exited.then(() => running.delete(kill));
  child.stdin.on("error", () => undefined);
  child.stdin.write(typeof document === "string" ? document : JSON.stringify(document));
  const has = (text: string | RegExp) => (typeof text === "string" ? log.includes(text) : text.test(log));
  return {
    pid: child.pid!,
    ledger,
    log: () => log,
    exited,
    tell: (line) => void child.stdin.write(line),
    endInput: () => child.stdin.end(),
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => has(text) && (child.stderr.off("data", look), resolve());
        child.stderr.on("data", look);
        void exited.then(() => (has(text) ? resolve() : reject(new Error(`the agent ended without saying ${String(text)}: ${log}`))));
        look();
      }),
  };
}

const common = { timeToLive: 60, allowed: ["127.0.0.0/8"] } as const;
const key = { passphrase: "THISISACRAZYKEY", compression: false } as const;

export function senderDocument(to: string, port: number, given: Partial<SenderDocument> = {}): SenderDocument {
  return {
    ...common,
    ...key,
    role: "sender",
    agent: "user-db.1",
    hop: 0,
    transport: "tcp",
    target: { addresses: [to], port },
    seed: 7,
    bytesPerSecond: 50_000,
    chunk: { min: 300, max: 400 },
    data: { kind: "records", bytes: 20_000 },
    fileName: "customers.csv",
    ...given,
  };
}

export function relayDocument(at: string, to: string, port: number, given: Partial<RelayDocument> = {}): RelayDocument {
  return {
    ...common,
    role: "relay",
    agent: "user.1",
    hop: 1,
    transport: "tcp",
    listen: { address: at, port },
    target: { addresses: [to], port },
    seed: 7,
    ...given,
  };
}

export function receiverDocument(at: string, port: number, into: string, given: Partial<ReceiverDocument> = {}): ReceiverDocument {
  return {
    ...common,
    ...key,
    role: "receiver",
    agent: "receiver.1",
    hop: 1,
    transport: "tcp",
    listen: { address: at, port },
    into,
    ...given,
  };
}

/** DET's own ports; over dns another, which needs no rights. */
const ports = { tcp: 6969, udp: 6969, http: 8080, dns: 5353, icmp: 1 } as const;
export const portOf = (transport: Transport): number => ports[transport];

/** A sender, two relays and a receiver; settles when the file has been recovered and all have ended. Returns them, from first to last. */
export async function theft(
  network: string,
  transport: Transport,
  into: string,
  given: Partial<SenderDocument> = {},
): Promise<AgentProcess[]> {
  const at = (host: number) => `${network}.${host}`;
  const port = portOf(transport);
  const receiver = startAgent(receiverDocument(at(4), port, into, { transport, hop: 3 }));
  const second = startAgent(relayDocument(at(3), at(4), port, { transport, hop: 2, agent: "front-end.1" }));
  const first = startAgent(relayDocument(at(2), at(3), port, { transport }));
  await Promise.all([receiver.says("receives at"), second.says("relays from"), first.says("relays from")]);
  const sender = startAgent(senderDocument(at(2), port, { transport, ...given }));
  await sender.exited;
  await receiver.says(/recovered|corrupt|could not decrypt/);
  for (const agent of [first, second, receiver]) agent.endInput();
  await Promise.all([first, second, receiver].map(({ exited }) => exited));
  return [sender, first, second, receiver];
}
