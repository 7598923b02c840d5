import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asking, withResolver } from "../../kernel-helpers/src/app/cluster/resolver";
import { withVirtualAddresses } from "../../kernel-helpers/src/app/cluster/virtual";
import type { Deployment } from "../../kernel-helpers/src/lab/deployment";
import type { Network } from "../../kernel-helpers/src/lab/lab";
import type { EntityInterval } from "../../kernel-helpers/src/runfolder";
import { hostState, type HostState } from "./host-state";
import { echo, instance, openRoom, patient, python, script, type Room } from "./small-lab";

/* One lab with a resolver and virtual addresses, and what tcpdump sees of it. */

/** Answers every question with 192.0.2.1, and writes down who asked for what. */
const authority = {
  name: "authority",
  command: [
    python,
    "-c",
    `import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 5353))
t = socket.create_server(("", 5353))
log = open("{run}/authority", "w")
while True:
    q, who = s.recvfrom(4096)
    end, labels = 12, []
    while q[end]: labels.append(q[end + 1 : end + 1 + q[end]].decode()); end += 1 + q[end]
    print(who[0], ".".join(labels), file=log, flush=True)
    s.sendto(q[:2] + b"\\x85\\x80\\x00\\x01\\x00\\x01\\x00\\x00\\x00\\x00" + q[12 : end + 5] + b"\\xc0\\x0c\\x00\\x01\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x04" + bytes([192, 0, 2, 1]), who)`,
  ],
  ready: { port: 5353 },
};

const bare: Deployment = {
  networks: [
    { name: "lab", subnet: "10.77.0.0/16", outside: false },
    { name: "outside", subnet: "203.0.113.0/24", outside: true },
  ],
  instances: [
    instance("web.1", { lab: "10.77.10.1" }, { processes: [echo()] }),
    instance("web.2", { lab: "10.77.10.2" }, { processes: [echo()] }),
    instance("store.1", { lab: "10.77.11.1" }, { processes: [echo()] }),
    instance("bank.1", { outside: "203.0.113.20" }, { kind: "outside", processes: [echo()] }),
    instance("client.1", { outside: "203.0.113.10" }, { kind: "client" }),
    instance("receiver.1", { outside: "203.0.113.200" }, { kind: "outside", processes: [authority] }),
  ],
};
const deployment = asking(withVirtualAddresses(withResolver(bare, [{ domain: "example.com", address: "203.0.113.200", port: 5353 }])));

let room: Room;
let before: HostState;
beforeAll(async () => {
  execFileSync("tshark", ["--version"]); // apt-get install tshark
  before = hostState();
  room = openRoom();
  await room.lab.up(deployment, patient());
});
afterAll(async () => {
  await room.close();
  expect(hostState()).toEqual(before);
});

const json = async <T = unknown>(name: string, text: string): Promise<T> =>
  JSON.parse(await script(room, name, `import json, socket\n${text}`)) as T;

/** Calls a name so often, each time over a connection of its own; how often each answer came: the address at which the caller was seen. */
const calls = (name: string, to: string, count: number): Promise<Record<string, number>> =>
  json(
    name,
    `seen = {}
for _ in range(${count}):
    with socket.create_connection(("${to}", 8000), timeout=3) as c: answer = c.recv(64).decode()
    seen[answer] = seen.get(answer, 0) + 1
print(json.dumps(seen))`,
  );

/** What both sides of the lab's network see while something happens: packets by source and destination. */
async function watched(work: () => Promise<unknown>): Promise<Record<"instances" | "virtual", Record<string, number>>> {
  const network = (await room.lab.networks()).find(({ name }) => name === "lab") as Network;
  const files = { instances: path.join(room.run, "instances.pcap"), virtual: path.join(room.run, "virtual.pcap") };
  const captures = [
    await room.lab.capture(network, { file: files.instances, snaplen: 256 }),
    await room.lab.capture(network, { file: files.virtual, snaplen: 256, side: "virtual" }),
  ];
  await work();
  for (const capture of captures) expect((await capture.stop()).dropped).toBe(0);
  return { instances: packetsOf(files.instances), virtual: packetsOf(files.virtual) };
}

function packetsOf(file: string, filter = "ip"): Record<string, number> {
  const out = execFileSync("tshark", ["-r", file, "-Y", filter, "-T", "fields", "-e", "ip.src", "-e", "ip.dst"], { encoding: "utf8" });
  const counts: Record<string, number> = {};
  for (const line of out.trim().split("\n").filter(Boolean))
    counts[line.replace("\t", " → ")] = (counts[line.replace("\t", " → ")] ?? 0) + 1;
  return counts;
}

/** Keys of counts of packets, without those of the resolver and its virtual address. */
const pairsOf = (counts: Record<string, number>): string[] =>
  Object.keys(counts)
    .filter((pair) => !/10\.77\.0\.53|10\.96\.0\.12/.test(pair))
    .sort();

test("an instance inside asks the resolver's virtual address, one outside the name server; both find nothing in a hosts file", async () => {
  const files = `print(json.dumps([open("/etc/resolv.conf").read().split("\\n")[0], open("/etc/hosts").read()]))`;
  expect(await json("web.1", files)).toEqual(["nameserver 10.96.0.12", "127.0.0.1 localhost\n"]);
  expect(await json("client.1", files)).toEqual(["nameserver 203.0.113.53", "127.0.0.1 localhost\n"]);
});

const resolve = (names: readonly string[]) =>
  `def ask(n):
    try: return sorted({a[4][0] for a in socket.getaddrinfo(n, 80, socket.AF_INET)})
    except socket.gaierror: return None
print(json.dumps([ask(n) for n in ${JSON.stringify(names)}]))`;

test("a service's name is its virtual address, an instance's its own, from inside and from outside; what nobody knows does not exist", async () => {
  for (const from of ["store.1", "client.1"])
    expect(await json(from, resolve(["web", "web.2", "bank", "nowhere.example.org", "nowhere"]))).toEqual([
      ["10.96.0.10"],
      ["10.77.10.2"],
      ["203.0.113.20"],
      null,
      null,
    ]);
});

test("the resolver alone asks outside: for names outside the name server, below a delegated domain who answers for it", async () => {
  const { instances } = await watched(() => json("web.1", resolve(["store", "web.2", "other.example.org", "drop.b.example.com"])));
  // Which of the names it knows itself is told by the questions that it passes on.
  const questions = execFileSync(
    "tshark",
    [
      "-r",
      path.join(room.run, "instances.pcap"),
      "-Y",
      "dns.flags.response == 0",
      "-T",
      "fields",
      "-e",
      "ip.src",
      "-e",
      "ip.dst",
      "-e",
      "dns.qry.name",
    ].concat(["-d", "udp.port==5353,dns"]),
    { encoding: "utf8" },
  );
  expect([...new Set(questions.trim().split("\n"))].sort()).toEqual(
    [
      "10.77.0.53\t203.0.113.200\tdrop.b.example.com",
      "10.77.0.53\t203.0.113.53\tother.example.org",
      "10.77.10.1\t10.77.0.53\tdrop.b.example.com",
      "10.77.10.1\t10.77.0.53\tother.example.org",
      "10.77.10.1\t10.77.0.53\tstore",
      "10.77.10.1\t10.77.0.53\tweb.2",
    ].sort(),
  );
  expect(fs.readFileSync(path.join(room.run, "authority"), "utf8").trim().split("\n")).toEqual(["10.77.0.53 drop.b.example.com"]);
  expect(Object.keys(instances)).not.toContain("10.77.10.1 → 203.0.113.53");
});

test("each connection to a virtual address reaches one of the instances; each side of the translation sees every packet once", async () => {
  const { instances, virtual } = await watched(async () => {
    expect(await calls("store.1", "web", 200)).toEqual({ "10.77.11.1": 200 });
  });
  expect(pairsOf(virtual)).toEqual(["10.77.11.1 → 10.96.0.10", "10.96.0.10 → 10.77.11.1"]);
  expect(pairsOf(instances)).toEqual([
    "10.77.10.1 → 10.77.11.1",
    "10.77.10.2 → 10.77.11.1",
    "10.77.11.1 → 10.77.10.1",
    "10.77.11.1 → 10.77.10.2",
  ]);
  expect(instances["10.77.11.1 → 10.77.10.1"] + instances["10.77.11.1 → 10.77.10.2"]).toBe(virtual["10.77.11.1 → 10.96.0.10"]);
  expect(instances["10.77.10.1 → 10.77.11.1"] + instances["10.77.10.2 → 10.77.11.1"]).toBe(virtual["10.96.0.10 → 10.77.11.1"]);
  // Of 200 fair draws, 60 or fewer of one kind come once in 100 million.
  const opened = packetsOf(path.join(room.run, "instances.pcap"), "tcp.flags.syn == 1 && tcp.flags.ack == 0");
  expect(opened["10.77.11.1 → 10.77.10.1"] + opened["10.77.11.1 → 10.77.10.2"]).toBe(200);
  expect(Math.min(opened["10.77.11.1 → 10.77.10.1"], opened["10.77.11.1 → 10.77.10.2"])).toBeGreaterThan(60);
});

test("whoever calls an instance itself is bridged to it as ever, and goes by no virtual address", async () => {
  const { instances, virtual } = await watched(() => calls("store.1", "web.2", 5));
  expect(pairsOf(virtual)).toEqual([]);
  expect(pairsOf(instances)).toEqual(["10.77.10.2 → 10.77.11.1", "10.77.11.1 → 10.77.10.2"]);
  expect(packetsOf(path.join(room.run, "instances.pcap"), "tcp.flags.syn == 1 && tcp.flags.ack == 0")).toEqual({
    "10.77.11.1 → 10.77.10.2": 5,
  });
  // No router stood between them.
  expect(packetsOf(path.join(room.run, "instances.pcap"), "tcp && ip.ttl != 64")).toEqual({});
});

test("users outside reach a service by its virtual address and are seen at their own", async () => {
  const { instances, virtual } = await watched(async () => {
    expect(await calls("client.1", "web", 20)).toEqual({ "203.0.113.10": 20 });
  });
  expect(pairsOf(virtual)).toEqual([]);
  expect(pairsOf(instances)).toEqual([
    "10.77.10.1 → 203.0.113.10",
    "10.77.10.2 → 203.0.113.10",
    "203.0.113.10 → 10.77.10.1",
    "203.0.113.10 → 10.77.10.2",
  ]);
});

test("an instance that calls its own service and is drawn for it is answered, too", async () => {
  const seen = await calls("web.1", "web", 40);
  // Itself it sees through the router; its sister sees it as it is.
  expect(Object.keys(seen).sort()).toEqual(["10.77.0.1", "10.77.10.1"]);
});

test("virtual addresses are entities of their own kind, of the service that they stand for", async () => {
  const found: EntityInterval[] = [];
  for await (const interval of room.lab.entities()) {
    if (interval.kind === "vip") found.push(interval);
    if (found.length === 3) break;
  }
  expect(found.map(({ network, address, entity, service }) => [network, address, entity, service])).toEqual([
    ["lab", "10.96.0.10", "web.vip", "web"],
    ["lab", "10.96.0.11", "store.vip", "store"],
    ["lab", "10.96.0.12", "resolver.vip", "resolver"],
  ]);
});

test("an instance that comes is found and drawn once it is ready; one that goes is drawn no more, and its address is free for another", async () => {
  const at = async (name: string): Promise<EntityInterval[]> => {
    const found: EntityInterval[] = [];
    const known = room.lab.entities()[Symbol.asyncIterator]();
    for (let next = await Promise.race([known.next(), soon()]); next && !next.done; next = await Promise.race([known.next(), soon()]))
      if (next.value.entity === name) found.push(next.value);
    return found;
  };
  const soon = () => new Promise<null>((resolve) => setTimeout(resolve, 50, null));
  const failures: unknown[] = [];
  room.lab.onFailure((failure) => failures.push(failure));

  await room.lab.add(instance("web.3", { lab: "10.77.10.3" }, { processes: [echo()], nameserver: "10.96.0.12" }), patient());
  await room.lab.remove("web.1");
  await room.lab.remove("web.2");
  const { instances } = await watched(() => calls("store.1", "web", 10));
  expect(pairsOf(instances)).toEqual(["10.77.10.3 → 10.77.11.1", "10.77.11.1 → 10.77.10.3"]);
  expect(await json("web.3", resolve(["web.1", "web.3", "web"]))).toEqual([null, ["10.77.10.3"], ["10.96.0.10"]]);

  await expect(room.lab.add(instance("web.4", { lab: "10.77.10.3" }, { processes: [echo()] }), patient())).rejects.toThrow(
    "web.4 cannot have the address 10.77.10.3: it is web.3's",
  );
  await room.lab.add(instance("web.4", { lab: "10.77.10.1" }, { processes: [echo()], nameserver: "10.96.0.12" }), patient());
  expect(await calls("store.1", "web.4", 1)).toEqual({ "10.77.11.1": 1 });

  const [open, closed] = await at("web.1");
  expect([open.to, closed.from]).toEqual([null, open.from]);
  const [next] = await at("web.4");
  expect(next).toMatchObject({ address: closed.address, to: null });
  expect(next.from).toBeGreaterThanOrEqual(closed.to!);
  expect(failures).toEqual([]);
  await room.lab.remove("web.4");
});

test("an instance that does not become ready is told with its last lines, and nothing remains of it", async () => {
  const dying = { name: "dying", command: ["/bin/sh", "-c", "echo no; exit 3"], ready: { port: 80 } };
  await expect(room.lab.add(instance("web.9", { lab: "10.77.10.9" }, { processes: [dying] }), patient())).rejects.toThrow(
    /^web\.9 \(dying\) ended with status 3 before it was ready:\n {2}no/,
  );
  expect((await room.lab.instances()).map(({ name }) => name)).not.toContain("web.9");
  expect(await calls("store.1", "web", 3)).toEqual({ "10.77.11.1": 3 });
});
