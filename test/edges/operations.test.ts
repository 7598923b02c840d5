import { expect, test } from "vitest";
import type { EdgeOptions } from "../../kernel-helpers/src/edges/options";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import type { EntityInterval } from "../../kernel-helpers/src/runfolder/entity";
import { fileOf, frame, pcap } from "../pcap/files";
import { ethernet, ipv4 } from "../pcap/packets";
import { draws } from "../pcap/random";
import { pairsOf } from "./pairs";

const start = 1700000040; // A multiple of 60.
const one = (address: string, entity: string, service: string | null, kind: EntityInterval["kind"] = "instance"): EntityInterval => ({
  network: "",
  address,
  entity,
  service,
  kind,
  from: 0,
  to: null,
});
const entities = [
  one("10.0.0.1", "web.1", "web"),
  one("10.0.0.2", "web.2", "web"),
  one("10.0.0.3", "db.1", "db"),
  one("10.0.0.9", "db", "db", "vip"),
  one("10.0.0.4", "dns", null, "infra"),
];
const networks = [{ name: "lab", subnet: "10.0.0.0/24" }];

function capture(seed: number): string {
  const { whole, pick } = draws(seed);
  const hosts = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.9", "10.0.0.77", "192.0.2.1", "192.0.2.2"];
  return fileOf(
    pcap(
      Array.from({ length: 500 }, () =>
        frame(start + whole(0, 119), whole(0, 999999999), ethernet(ipv4(pick(hosts), pick(hosts), whole(0, 900)))),
      ),
    ),
  );
}
const read = (file: string, options: EdgeOptions) =>
  readEdges([{ file, from: start + 3, to: start + 110 }], { entities, networks, origin: start, until: start + 120, ...options });

test("sums to coarser windows, and their coverage, are what reading at that granularity gives", async () => {
  const file = capture(1);
  const coarse = (await read(file, { every: [1, 4, 10] })).coarsen(20);
  const wanted = await read(file, { every: 20 });
  expect(coarse.toCsv()).toBe(wanted.toCsv());
  coarse.coverage.forEach((value, window) => expect(value).toBeCloseTo(wanted.coverage[window], 9));
});

test("a granularity that none of the table's divides is refused", async () => {
  const edges = await read(capture(2), { every: [4, 10] });
  expect(() => edges.coarsen(15)).toThrow("coarsen: 15 s must be a multiple of a granularity of the table (4, 10 s)");
  expect(() => edges.coarsen(5)).toThrow("must be a multiple");
  expect(() => edges.coarsen(-1)).toThrow("every: a granularity must be a number of seconds");
  expect(edges.coarsen(12).totals()).toEqual(edges.every(4).totals());
});

test("edges between instances sum to those between services, as if the capture were read so", async () => {
  const file = capture(3);
  const instances = await read(file, { every: [1, 30], level: "instance" });
  const services = await read(file, { every: [1, 30], level: "service" });
  expect(instances.toServices(entities).parts).toEqual(services.parts);
  expect(() => services.toServices(entities)).toThrow("toServices: needs a table at level instance, not service");
  expect(() => instances.toServices([...entities, one("10.0.0.8", "web.1", "shop")])).toThrow("web.1 is of service web and of shop");
});

test("a filter keeps rows, the nodes that they have, and silent windows", async () => {
  const edges = await read(capture(4), { every: [1, 60] });
  const part = edges.filter(({ source, destination }) => source === "web" && destination === "db");
  expect(part.nodes.map(({ name }) => name)).toEqual(["db", "web"]);
  expect(pairsOf(part)).toEqual(pairsOf(edges).filter((pair) => pair.startsWith("web db ")));
  expect(part.every(1).totals()).toEqual(part.every(60).totals());
  expect(part.every(1).windowCount).toBe(120);
  expect(
    edges
      .filter(() => false)
      .every(60)
      .at(1).nodeCount,
  ).toBe(0);
});

test("infrastructure and outside nodes are kept, merged or dropped", async () => {
  const edges = await read(capture(5), { every: 60, level: "instance" });
  const names = (table: typeof edges) => table.nodes.map(({ name }) => name);
  expect(names(edges)).toContain("192.0.2.1");
  const changed = edges.kinds({ infra: "drop", outside: "merge", unknown: "keep" });
  expect(names(changed)).toEqual(["10.0.0.77", "db", "db.1", "outside", "web.1", "web.2"]);
  const bytesTo = (table: typeof edges, ...destinations: string[]) =>
    [...table].filter((row) => row.source === "web.1" && destinations.includes(row.destination)).reduce((sum, row) => sum + row.bytes, 0);
  expect(bytesTo(changed, "outside")).toBe(bytesTo(edges, "192.0.2.1", "192.0.2.2"));
  expect(bytesTo(changed, "outside")).toBeGreaterThan(0);
  expect(edges.kinds({}).parts).toEqual(edges.parts);
  expect(() => edges.kinds({ outside: "hide" as never })).toThrow('kinds: outside must be one of keep, merge, drop, not "hide"');
});
