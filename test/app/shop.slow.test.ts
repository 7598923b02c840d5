import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { application, deploymentOf } from "../../kernel-helpers/src/app";
import { startCapture } from "../../kernel-helpers/src/capture/capture";
import { checkExperiment } from "../../kernel-helpers/src/config";
import type { Lab } from "../../kernel-helpers/src/lab/lab";
import type { ProcessSpec } from "../../kernel-helpers/src/lab/deployment";
import { localLab } from "../../kernel-helpers/src/lab/local";
import { loadProcess, populateProcess } from "../../kernel-helpers/src/load";
import { bundleServices } from "./bundles";

const seconds = 24;
const checked = checkExperiment({
  name: "shop-test",
  application: { name: "shop", scale: { "front-end": 2, user: 2, carts: 2, orders: 2 } },
  load: { users: 20, spawnRate: 20 },
  trials: { seconds, warmup: 0, stationary: { atMost: 0 } },
});
if ("errors" in checked) throw checked.errors[0];
const { experiment } = checked;
const shop = application("shop");
const deployment = deploymentOf(shop, experiment.application.scale, experiment.seed);

let run: string;
let lab: Lab;
let upIn: number;
let populatedIn: number;
let requests: { time: number; path: string; status: number; bytes: number; failure: string | null }[];
const pcap = (name: string) => join(run, "capture", `${name}.pcap`);

beforeAll(async () => {
  execFileSync("tshark", ["--version"]); // reads the captures: apt-get install tshark
  await bundleServices(join(__dirname, "../../kernel-helpers/dist/services"));
  run = mkdtempSync(join(tmpdir(), "munnin-shop-"));
  mkdirSync(join(run, "capture"));
  mkdirSync(join(run, "trial-0/load"), { recursive: true });
  lab = localLab({ run, id: `shop-test-${process.pid}`, startCapture });

  const seconds = stopwatch();
  await lab.up(deployment, new AbortController().signal);
  upIn = seconds();
  await capturing("idle", () => sleep(3_000));
  await capturing("busy", async () => {
    const populate = stopwatch();
    expect((await (await beside("client.1", populateProcess(experiment, shop)!)).exited).code).toBe(0);
    populatedIn = populate();
    const locust = await beside("client.1", loadProcess(experiment, shop, { trial: 0 }));
    await sleep((1 + experiment.trials.seconds) * 1000);
    await locust.signal("SIGTERM");
    expect((await locust.exited).code).toBe(0);
  });
  requests = lines(join(run, "trial-0/load/requests.jsonl"));
}, 120_000);

afterAll(async () => {
  await lab?.down();
  rmSync(run, { recursive: true, force: true });
});

const stopwatch =
  (started = performance.now()) =>
  () =>
    (performance.now() - started) / 1000;
const lines = <T>(file: string) =>
  readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as T);

async function beside(name: string, process: ProcessSpec, stdout?: string) {
  const instance = (await lab.instances()).find((candidate) => candidate.name === name)!;
  return lab.exec(instance, process, stdout ? { stdout } : {});
}

async function capturing(name: string, work: () => Promise<void>): Promise<void> {
  const network = (await lab.networks()).find((candidate) => candidate.name === "lab")!;
  const capture = await lab.capture(network, { file: pcap(name), snaplen: 256 });
  try {
    await work();
  } finally {
    expect((await capture.stop()).dropped).toBe(0);
  }
}

/** `caller→called` of all packets that match tshark's filter, as services, sorted. */
function callers(file: string, filter: string): string[] {
  const service = (address: string) =>
    deployment.instances.find(({ attachments }) => attachments[0].address === address)?.service ?? address;
  const fields = ["-n", "-r", file, "-Y", filter, "-Tfields", "-e", "ip.src", "-e", "ip.dst"];
  const output = execFileSync("tshark", fields, { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] });
  const pairs = new Set(output.split("\n").filter(Boolean));
  return [...new Set([...pairs].map((pair) => pair.split("\t").map(service).join("→")))].sort();
}

const serverPorts = "{80, 5432, 6379}";

// The Sock Shop's graph, and what leaves the lab.
const graph = [
  "client→front-end",
  ...["catalogue", "carts", "orders", "user", "session-db"].map((called) => `front-end→${called}`),
  ...["catalogue", "carts", "orders", "user"].map((owner) => `${owner}→${owner}-db`),
  ...["user", "carts", "payment", "shipping"].map((called) => `orders→${called}`),
  "payment→payment-provider",
  "shipping→queue",
  "shipping→webhook",
  "queue-master→queue",
].sort();

test("a shop of twenty instances is up in less than ten seconds", () => {
  expect(deployment.instances.filter(({ processes }) => processes.length > 0)).toHaveLength(20);
  expect(upIn).toBeLessThan(10);
});

test("the customers are there in less than three seconds", () => expect(populatedIn).toBeLessThan(3));

test("who asks whom under load is the Sock Shop's graph, and nothing else", () => {
  expect(callers(pcap("busy"), `tcp.dstport in ${serverPorts}`)).toEqual(graph);
});

test("connections are opened along the graph only", () => {
  const opened = callers(pcap("busy"), "tcp.flags.syn == 1 && tcp.flags.ack == 0");
  expect(graph).toEqual(expect.arrayContaining(opened));
  // Those to databases may all have been opened before the capture; the others are closed when they are idle for five seconds.
  expect(opened).toEqual(expect.arrayContaining(graph.filter((edge) => !/(-db|queue)$/.test(edge))));
});

test("nothing but the services' TCP is on the network: no names are looked up, nothing is pinged", () => {
  expect(callers(pcap("busy"), `ip && !(tcp.port in ${serverPorts})`)).toEqual([]);
});

test("services that nobody uses are silent but for the packer, who waits at the queue", () => {
  const asked = callers(pcap("idle"), `tcp.dstport in ${serverPorts} && tcp.len > 0`);
  expect(["queue-master→queue"]).toEqual(expect.arrayContaining(asked));
});

test("all instances of a service are used", () => {
  const called = new Set(
    execFileSync("tshark", ["-n", "-r", pcap("busy"), "-Y", "tcp.dstport == 80 && tcp.len > 0", "-Tfields", "-e", "ip.dst"], {
      encoding: "utf8",
    }).split("\n"),
  );
  for (const { name, service, attachments } of deployment.instances)
    if (["front-end", "user", "carts", "orders"].includes(service)) expect([...called], name).toContain(attachments[0].address);
});

test("twenty users keep the shop lively, and none of their requests fails", () => {
  expect(requests.filter(({ failure }) => failure !== null)).toEqual([]);
  expect(requests.length / seconds).toBeGreaterThan(10);
});

test("every order that a user was told of is a row of the order database", async () => {
  const bought = requests.filter(({ path, status }) => path === "/orders" && status === 201).length;
  expect(bought).toBeGreaterThan(0);
  const script = `const { Client } = require(${JSON.stringify(require.resolve("pg"))});
    const client = new Client({ host: "orders-db", user: "shop", database: "postgres" });
    client.connect().then(() => client.query("select count(*)::int as n, count(distinct items)::int as k from customer_order"))
      .then(({ rows }) => (console.log(JSON.stringify(rows[0])), client.end()));`;
  const out = join(run, "rows.json");
  const asking = await beside("orders.1", { name: "count", command: ["{node}", "-e", script] }, out);
  expect((await asking.exited).code).toBe(0);
  expect(lines<{ n: number }>(out)[0].n).toBe(bought);
});
