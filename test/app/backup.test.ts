import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BackupDocument, backupProcess } from "../../kernel-helpers/src/app/cluster/backup";

const services = join(__dirname, "../../kernel-helpers/src/app/cluster/services");
const storePort = 21_340;
let folder: string;
let store: ChildProcess;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "munnin-backup-"));
  const entryPoints = ["backup", "store"].map((name) => join(services, `${name}.ts`));
  await build({ entryPoints, outdir: folder, bundle: true, platform: "node", format: "cjs", target: "node20" });
  store = spawn(process.execPath, [join(folder, "store.js")], { env: { PORT: `${storePort}` }, stdio: "inherit" });
  const isUp = () =>
    fetch(`http://127.0.0.1:${storePort}/health`).then(
      () => true,
      () => false,
    );
  for (let tries = 0; tries < 100 && !(await isUp()); tries++) await sleep(50);
});
afterAll(() => {
  store.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const document = (change: Partial<BackupDocument> = {}): string => {
  const { stdin } = backupProcess(3, "user-db.1", { bytes: 200_000, bytesPerSecond: 400_000 }, 1);
  return `${JSON.stringify({ ...(JSON.parse(stdin!) as BackupDocument), host: "127.0.0.1", port: storePort, ...change })}\n`;
};

/** Runs a backup as a lab does: its standard input stays open. */
function send(told: string, meddle: (child: ChildProcess) => void = () => undefined) {
  const child = spawn(process.execPath, [join(folder, "backup.js")], { stdio: "pipe" });
  const [out, err] = [[] as Buffer[], [] as Buffer[]];
  child.stdout.on("data", (part: Buffer) => out.push(part));
  child.stderr.on("data", (part: Buffer) => err.push(part));
  child.stdin.write(told);
  meddle(child);
  const text = (parts: readonly Buffer[]) => Buffer.concat(parts).toString();
  return new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, out: text(out), err: text(err) })),
  );
}

/** A server that takes what is sent to it and answers as it is told to. */
async function otherStore(status: number, answer: string): Promise<{ server: Server; port: number; bodies: Buffer[] }> {
  const bodies: Buffer[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      bodies.push(Buffer.concat(parts));
      response.writeHead(status).end(answer);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { server, port: (server.address() as AddressInfo).port, bodies };
}

test("the store has as many bytes as a backup is large, not sooner than its speed allows", async () => {
  const { code, out, err } = await send(document());
  expect([code, err]).toEqual([0, ""]);
  const { start, end, bytes } = JSON.parse(out) as { start: number; end: number; bytes: number };
  expect(bytes).toBe(200_000);
  // 200,000 bytes at 400,000 bytes/s, as far as times in milliseconds can tell.
  expect(end - start).toBeGreaterThan(0.49);
});

test("two backups of a seed are the same text", async () => {
  const { server, port, bodies } = await otherStore(200, '{"bytes":200000}');
  for (let i = 0; i < 2; i++) expect((await send(document({ port, bytesPerSecond: 1e9 }))).code).toBe(0);
  server.close();
  expect(bodies[0].length).toBe(200_000);
  expect(bodies[0].equals(bodies[1])).toBe(true);
  expect(bodies[0].toString("latin1")).toMatch(/^(value_\d+=0\.\d+(e-\d+)? )+/);
});

test.each<[string, number, string, string]>([
  ["has less", 200, '{"bytes":5}', "127.0.0.1 has 5 of 200000 bytes"],
  ["is full", 507, "", "127.0.0.1 answers 507"],
])("a store that %s fails it with the reason", async (_, status, answer, why) => {
  const { server, port } = await otherStore(status, answer);
  const { code, out, err } = await send(document({ port, bytesPerSecond: 1e9 }));
  server.close();
  expect([code, out, err.trim()]).toEqual([1, "", why]);
});

test.each<[string, Partial<BackupDocument>, (child: ChildProcess) => void, string]>([
  [
    "its standard input does",
    {},
    (child) => void setTimeout(() => child.stdin!.end(), 100),
    "its standard input ended before it was through",
  ],
  ["it is told to", {}, (child) => void setTimeout(() => child.kill("SIGTERM"), 300), "it was told to end"],
  ["its time is over", { life: 0.2, bytesPerSecond: 1000 }, () => undefined, "took longer than 0.2 s"],
])("it ends when %s", async (_, change, meddle, why) => {
  const { code, out, err } = await send(document({ bytesPerSecond: 1000, ...change }), meddle);
  expect([code, out, err.trim()]).toEqual([1, "", why]);
});
