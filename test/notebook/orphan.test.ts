import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./kernel";

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

test("a kernel whose server was killed ends within 4 seconds", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "munnin-test-orphan-")), "connection.json");
  const ports: Record<string, number> = {};
  for (const name of ["shell", "iopub", "stdin", "control", "hb"]) ports[`${name}_port`] = await freePort();
  writeFileSync(file, JSON.stringify({ ...ports, ip: "127.0.0.1", transport: "tcp", key: "secret", signature_scheme: "hmac-sha256" }));
  const launcher = join(root, "kernel-helpers", "kernel", "launcher.cjs");
  // A server that starts the kernel, tells its process id, and waits to be killed.
  const program = `const k = require("child_process").spawn(process.execPath, [${JSON.stringify(launcher)}, ${JSON.stringify(file)}], { stdio: "ignore", detached: true });
    console.log(k.pid); setInterval(() => {}, 1000)`;
  const server = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  const kernel = Number(await new Promise((resolve) => server.stdout.once("data", resolve)));
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(lives(kernel)).toBe(true);
  server.kill("SIGKILL");
  for (let waited = 0; lives(kernel) && waited < 4000; waited += 100) await new Promise((resolve) => setTimeout(resolve, 100));
  expect(lives(kernel)).toBe(false);
}, 20_000);

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
