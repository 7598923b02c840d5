import { readFileSync } from "node:fs";
import { get } from "node:http";
import { connect } from "node:net";
import { randomStream } from "../../../runfolder/random";
import { log } from "../../http/log";

/* Asks every instance whether it serves: each at its own point of the period, over a connection of its own; tells when that changes. */

interface Probe {
  readonly port: number;
  readonly path?: string;
}

/** Milliseconds that an answer may take. */
const patience = 1000;

const period = Number(process.env.PERIOD ?? 10) * 1000;
const probes = JSON.parse(process.env.PROBES ?? "{}") as Record<string, Probe>;
const healthy = new Map<string, boolean>();
const timers = new Map<string, NodeJS.Timeout>();

/** The instances that the lab has now: name and address, of each the first. */
function instancesNow(): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of readFileSync(process.env.NAMES!, "utf8").split("\n")) {
    const [address, name = ""] = line.split(" ");
    if (serviceOf(name) in probes && !found.has(name)) found.set(name, address);
  }
  return found;
}

const serviceOf = (instance: string): string => (/\.\d+$/.test(instance) ? instance.replace(/\.\d+$/, "") : "");

/** Whether an instance serves; why not, else. */
const check = (host: string, { port, path }: Probe): Promise<string | null> =>
  new Promise((resolve) => {
    if (path === undefined) {
      const socket = connect({ host, port, timeout: patience }, () => {
        socket.end();
        resolve(null);
      });
      socket.on("timeout", () => socket.destroy(new Error(`no answer in ${patience} ms`)));
      socket.on("error", (error) => resolve(error.message));
      return;
    }
    const asked = get({ host, port, path, agent: false, timeout: patience, headers: { "user-agent": "munnin-prober" } }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode === 200 ? null : `it answers ${answer.statusCode}`));
    });
    asked.on("timeout", () => asked.destroy(new Error(`no answer in ${patience} ms`)));
    asked.on("error", (error) => resolve(error.message));
  });

async function ask(name: string, address: string): Promise<void> {
  const problem = await check(address, probes[serviceOf(name)]);
  if (!timers.has(name) || healthy.get(name) === (problem === null)) return;
  healthy.set(name, problem === null);
  log(problem === null ? "info" : "warning", problem === null ? "healthy" : `unhealthy: ${problem}`, { instance: name });
}

function follow(): void {
  const now = instancesNow();
  for (const [name, timer] of timers)
    if (!now.has(name)) {
      clearTimeout(timer);
      timers.delete(name);
      healthy.delete(name);
    }
  for (const [name, address] of now) if (!timers.has(name)) begin(name, address);
}

function begin(name: string, address: string): void {
  const next = (wait: number): void => {
    const tick = (): void => {
      next(period);
      void ask(name, address);
    };
    timers.set(name, setTimeout(tick, wait));
  };
  next(randomStream(Number(process.env.SEED ?? 1), `prober/${name}`)() * period);
}

follow();
setInterval(follow, 1000);
