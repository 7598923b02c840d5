import { describe, expect, test } from "vitest";
import { disputed } from "../../kernel-helpers/src/edges/entities/lookup";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import type { EntityInterval, EntityKind } from "../../kernel-helpers/src/runfolder/entity";
import { type Frame, fileOf, frame, pcap } from "../pcap/files";
import { ethernet, ipv4, ipv6 } from "../pcap/packets";
import { draws } from "../pcap/random";
import { pairsOf } from "./pairs";

const start = 1700000000;
const networks = [
  { name: "lab", subnet: "10.77.0.0/16" },
  { name: "outside", subnet: "203.0.113.0/24", outside: true },
];

const entity = (
  address: string,
  name: string,
  kind: EntityKind = "instance",
  from = 0,
  to: number | null = null,
  network = "lab",
): EntityInterval => ({
  network,
  address,
  entity: name,
  service: kind === "instance" || kind === "vip" ? name.replace(/\.\d+$/, "") : null,
  kind,
  from,
  to,
});

const packets = (...pairs: readonly [string, string, number?][]): Frame[] =>
  pairs.map(([source, destination, at = 0], i) =>
    frame(start + at, i, ethernet((source.includes(":") ? ipv6 : ipv4)(source, destination, 80))),
  );

const read = async (frames: readonly Frame[], entities: readonly EntityInterval[], level: "ip" | "instance" | "service", more = {}) =>
  readEdges([{ file: fileOf(pcap(frames)), network: "lab" }], { every: 3600, level, entities, networks, ...more });

const entities = [
  entity("10.77.0.1", "gateway", "gateway"),
  entity("10.77.1.1", "front-end.1"),
  entity("10.77.1.2", "front-end.2"),
  entity("10.77.2.1", "user.1"),
  entity("10.77.9.9", "user", "vip"),
  entity("203.0.113.10", "client.1", "client", 0, null, "outside"),
  entity("203.0.113.20", "payment-provider.1", "outside", 0, null, "outside"),
];

const frames = packets(
  ["203.0.113.10", "10.77.1.1"],
  ["10.77.1.1", "10.77.2.1"],
  ["10.77.1.2", "10.77.2.1"],
  ["10.77.1.2", "10.77.9.9"],
  ["10.77.2.1", "203.0.113.20"],
  ["10.77.2.1", "198.51.100.7"],
  ["10.77.5.5", "10.77.0.1"],
);

describe("a node is", () => {
  test("at level service the service, what lies in the lab without a name is unknown, the rest outside", async () => {
    expect(pairsOf(await read(frames, entities, "service"))).toEqual([
      "client front-end 1 100 114",
      "front-end user 3 300 342",
      "unknown gateway 1 100 114",
      "user outside 2 200 228",
    ]);
  });

  test("at level instance the entity; an unmapped address keeps its own name", async () => {
    expect(pairsOf(await read(frames, entities, "instance"))).toEqual([
      "10.77.5.5 gateway 1 100 114",
      "client.1 front-end.1 1 100 114",
      "front-end.1 user.1 1 100 114",
      "front-end.2 user 1 100 114",
      "front-end.2 user.1 1 100 114",
      "user.1 198.51.100.7 1 100 114",
      "user.1 payment-provider.1 1 100 114",
    ]);
  });

  test("at level ip the address, whose kind is known", async () => {
    const edges = await read(frames, entities, "ip");
    const kinds = Object.fromEntries(edges.nodes.map(({ name, kind }) => [name, kind]));
    expect(kinds).toMatchObject({ "10.77.1.1": "instance", "10.77.5.5": "unknown", "198.51.100.7": "outside", "203.0.113.10": "client" });
  });
});

describe("whose an address is", () => {
  test("is looked up at the packet's time, to the microsecond", async () => {
    const moving = [
      entity("10.77.1.1", "a.1", "instance", start, start + 5.000001),
      entity("10.77.1.1", "b.1", "instance", start + 5.000001),
    ];
    const at = (nanoseconds: number) => frame(start + 5, nanoseconds, ethernet(ipv4("10.77.1.1", "10.77.2.1", 0)));
    const edges = await read([at(999), at(1000), frame(start - 1, 0, at(0).data)], [...moving, entities[3]], "service");
    expect(pairsOf(edges)).toEqual(["a user 1 20 34", "b user 1 20 34", "unknown user 1 20 34"]);
  });

  test("is looked up in the network of its capture; the same address on two networks is legal", async () => {
    const twice = [entity("10.77.1.1", "a.1"), entity("10.77.1.1", "b.1", "instance", 0, null, "other"), entities[3]];
    const [file] = [fileOf(pcap(packets(["10.77.1.1", "10.77.2.1"])))];
    const lab = await readEdges([{ file, network: "lab" }], { entities: twice, networks });
    const other = await readEdges([{ file, network: "other" }], { entities: twice, networks });
    expect([lab, other].map((edges) => [...edges].map(({ source, destination }) => `${source} ${destination}`))).toEqual([
      ["a user"],
      ["b user"],
    ]);
  });

  test("is that on which all networks agree, where the capture is of none; of two entities at once it is nobody's", async () => {
    const on = (network: string, name: string, from = 0, to: number | null = null) =>
      entity("10.77.1.1", name, "instance", from, to, network);
    const owners = async (...twice: EntityInterval[]) => {
      const file = fileOf(pcap(packets(["10.77.1.1", "10.77.2.1", 1], ["10.77.1.1", "10.77.2.1", 5])));
      const edges = await readEdges([{ file }], { every: 1, level: "instance", entities: [...twice, entities[3]] });
      return [...edges].map(({ source }) => source);
    };
    expect(await owners(on("lab", "a.1"), on("other", "a.1"))).toEqual(["a.1", "a.1"]);
    expect(await owners(on("lab", "a.1", 0, start + 3), on("other", "b.1", start + 3))).toEqual(["a.1", "b.1"]);
    expect(await owners(on("lab", "a.1", 0, start + 3), on("other", "b.1"))).toEqual(["10.77.1.1", "b.1"]);
    expect(disputed([on("lab", "a.1"), on("other", "a.1")])).toBeNull();
    expect(disputed([on("lab", "a.1", 0, 9), on("other", "b.1", 8)])).toMatchObject([{ entity: "a.1" }, { entity: "b.1" }]);
  });

  test("must be one entity at a time", async () => {
    const overlapping = [entity("10.77.1.1", "a.1", "instance", 0, 10), entity("10.77.1.1", "b.1", "instance", 9)];
    await expect(read(frames, overlapping, "service")).rejects.toThrow("10.77.1.1 on lab belongs to a.1 and to b.1 at the same time");
    await expect(read(frames, [entity("10.77.1", "a.1")], "service")).rejects.toThrow('"10.77.1" of a.1 is no IP address');
  });

  test("does not depend on how an IPv6 address is written", async () => {
    const edges = await read(packets(["fd00::1", "fd00::2"]), [entity("FD00:0:0::0:1", "a.1")], "service");
    expect(pairsOf(edges)).toEqual(["a outside 1 120 134"]);
  });
});

test("multicast, broadcast and link-local addresses are left out of entities' graphs and counted, but kept on request", async () => {
  const noise = packets(
    ["10.77.1.1", "224.0.0.251"],
    ["10.77.1.1", "10.77.255.255"],
    ["10.77.1.1", "255.255.255.255"],
    ["fe80::1", "ff02::fb"],
    ["10.77.1.1", "10.77.2.1"],
  );
  const edges = await read(noise, entities, "service");
  expect(pairsOf(edges)).toEqual(["front-end user 1 100 114"]);
  expect(edges.counts.dropped).toEqual({
    multicast: { packets: 1, bytes: 100 },
    broadcast: { packets: 2, bytes: 200 },
    "link-local": { packets: 1, bytes: 120 },
  });
  const kept = await read(noise, entities, "service", { special: "keep" });
  expect(pairsOf(kept)).toEqual([
    "front-end broadcast 2 200 228",
    "front-end multicast 1 100 114",
    "front-end user 1 100 114",
    "link-local multicast 1 120 134",
  ]);
});

test("two pairs of IPv4 addresses that are one JS number when packed into it are two edges", async () => {
  // 192.168.0.1 · 2^32 + 10.0.0.1 and … + 10.0.0.2 round to the same double, as 2^63 has steps of 2048.
  const pack = (a: number, b: number): number => a * 2 ** 32 + b;
  expect(pack(0xc0a80001, 0x0a000001)).toBe(pack(0xc0a80001, 0x0a000002));
  const pairs = Array.from({ length: 200 }, (_, i): [string, string] => ["192.168.0.1", `10.0.0.${i}`]);
  expect(pairsOf(await read(packets(...pairs), [], "ip"))).toHaveLength(200);
});

test("hundreds of thousands of address pairs stay apart", async () => {
  const { whole } = draws(5);
  const wanted = new Map<string, number>();
  const many: Frame[] = [];
  for (let i = 0; i < 60000; i++) {
    const [a, b] = [`10.${whole(0, 3)}.${whole(0, 255)}.${whole(0, 255)}`, `172.16.${whole(0, 255)}.${whole(0, 255)}`];
    wanted.set(`${a} ${b}`, (wanted.get(`${a} ${b}`) ?? 0) + 1);
    many.push(frame(start, i, ipv4(a, b, 0)));
  }
  const edges = await readEdges([{ file: fileOf(pcap(many, { linkType: 101 })) }]);
  expect(pairsOf(edges)).toEqual([...wanted].map(([pair, n]) => `${pair} ${n} ${20 * n} ${20 * n}`).sort());
});

test("frames, bytes and wire bytes are the same sums at every granularity and level", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { whole, pick } = draws(seed);
    const hosts = ["10.77.1.1", "10.77.1.2", "10.77.2.1", "10.77.9.9", "10.77.40.1", "203.0.113.10", "203.0.113.20", "8.8.8.8"];
    const random = Array.from({ length: whole(1, 400) }, () =>
      frame(start + whole(0, 200), whole(0, 999999999), ethernet(ipv4(pick(hosts), pick(hosts), whole(0, 1400)))),
    );
    const every = pick([[1, 10, 60], [0.1, 7], [3, 4, 5, 12], [60], [0.25, 1.5, 300]]);
    const moved = [...entities, entity("10.77.40.1", "late.1", "instance", start + 50, start + 120)];
    const sum = random.reduce(
      (total, { data }) => ({ frames: total.frames + 1, bytes: total.bytes + data.length - 14, wireBytes: total.wireBytes + data.length }),
      { frames: 0, bytes: 0, wireBytes: 0 },
    );
    for (const level of ["ip", "instance", "service"] as const) {
      const edges = await read(random, moved, level, { every });
      for (const one of every) expect(edges.every(one).totals(), `seed ${seed}, ${level}, ${one} s`).toEqual(sum);
    }
  }
});

test("coarser windows are the sums of the finer ones that they hold", async () => {
  const { whole } = draws(9);
  const random = Array.from({ length: 2000 }, () =>
    frame(start + whole(0, 300), whole(0, 999999999), ethernet(ipv4(`10.0.0.${whole(1, 5)}`, `10.0.0.${whole(1, 5)}`, whole(0, 100)))),
  );
  const edges = await read(random, [], "ip", { every: [1, 20] });
  const sums = new Map<string, number>();
  for (const { window, source, destination, bytes } of edges.every(1)) {
    const key = `${Math.floor(window / 20)} ${source} ${destination}`;
    sums.set(key, (sums.get(key) ?? 0) + bytes);
  }
  expect(
    new Map([...edges.every(20)].map(({ window, source, destination, bytes }) => [`${window} ${source} ${destination}`, bytes])),
  ).toEqual(sums);
});
