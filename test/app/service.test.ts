import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleServices } from "./bundles";

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "munnin-service-"));
  await bundleServices(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a service whose dependencies do not exist, until it ends. Port 9 (discard) refuses connections. */
function alone(service: string, peers: string[]): Promise<{ code: number | null; output: string; health: Promise<number> }> {
  const elsewhere = Object.fromEntries(peers.map((peer) => [peer, "127.0.0.1:9"]));
  const env = { ...elsewhere, PORT: "21290", HOST: "127.0.0.1", PATIENCE: "0.6", INSTANCE: service };
  const child = spawn(process.execPath, [join(folder, `${service}.js`)], { env, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (part: Buffer) => (output += part.toString()));
  const health = new Promise<number>((resolve) =>
    setTimeout(() => {
      fetch("http://127.0.0.1:21290/health").then(
        ({ status }) => resolve(status),
        () => resolve(0),
      );
    }, 350),
  );
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, output, health })));
}

for (const [service, peers, missing] of [
  ["shop/carts", ["CARTS_DB"], "carts-db"],
  ["shop/queue-master", ["QUEUE"], "queue"],
  ["smoke/web", ["API"], "api"],
] as const)
  test(`${service} without ${missing} is unhealthy, and ends with status 1 and a line that names ${missing}`, async () => {
    const { code, output, health } = await alone(service, [...peers]);
    expect(await health).toBe(503);
    expect(code).toBe(1);
    const last = JSON.parse(output.trim().split("\n").at(-1)!) as { level: string; message: string };
    expect(last.level).toBe("error");
    expect(last.message).toMatch(new RegExp(`^${missing} stayed away for 0.6 s: .+`));
  });
