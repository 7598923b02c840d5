import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessSpec } from "../../kernel-helpers/src/lab/deployment";
import type { LoadDocument } from "../../kernel-helpers/src/load";
import type { RequestLine } from "../../kernel-helpers/src/runfolder";

const root = join(__dirname, "../..");

export type { RequestLine };

/** Runs a process of the load as a lab would, its places filled in and its entry on loopback. */
export function runPython(spec: ProcessSpec, run: string, port: number) {
  const python = join(root, ".venv/bin/python");
  if (!existsSync(python)) throw new Error("there is no .venv: node scripts/setup.mjs makes it");
  const fill = (text: string) =>
    text.replace(
      /\{(run|python|package)\}/g,
      (_, name: "run" | "python" | "package") => ({ run, python, package: join(root, "kernel-helpers") })[name],
    );
  const env: Record<string, string> = { PATH: process.env.PATH ?? "" };
  for (const [key, value] of Object.entries(spec.env ?? {})) {
    const document = key.startsWith("MUNNIN_") ? { ...(JSON.parse(value) as LoadDocument), entry: { host: "127.0.0.1", port } } : null;
    env[key] = fill(document ? JSON.stringify(document) : value);
  }
  const [program, ...rest] = spec.command.map(fill);
  const child = spawn(program, rest, { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (part: Buffer) => (output += part.toString()));
  child.stderr.on("data", (part: Buffer) => (output += part.toString()));
  const exited = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, output })),
  );
  return { exited, stop: () => child.kill("SIGTERM") };
}

/** Runs Locust until the trial is over, then tells it to end, as a coordinator does; `started` is called once its users have begun. */
export async function runTrial(
  spec: ProcessSpec,
  run: string,
  port: number,
  seconds: number,
  started: (zero: number) => Promise<void> = async () => undefined,
) {
  const locust = runPython(spec, run, port);
  const folder = join(run, "trial-0/load");
  const start = join(folder, "started.json");
  for (let tries = 0; tries < 400 && !existsSync(start); tries++) await sleep(50);
  if (!existsSync(start)) throw new Error(`Locust did not start:\n${(locust.stop(), (await locust.exited).output)}`);
  const { time: zero } = JSON.parse(readFileSync(start, "utf8")) as { time: number };
  await started(zero);
  await sleep((zero + seconds) * 1000 - Date.now());
  locust.stop();
  const { code, output } = await locust.exited;
  const requests = readFileSync(join(folder, "requests.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as RequestLine);
  const stats = JSON.parse(readFileSync(join(folder, "stats.json"), "utf8")) as {
    name: string;
    method: string;
    num_requests: number;
    num_failures: number;
  }[];
  return { code, output, zero, requests, stats };
}
