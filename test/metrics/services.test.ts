import { describe, expect, test } from "vitest";
import type { EntityInterval } from "../../kernel-helpers/src/runfolder/entity";
import { computeMetrics } from "../../kernel-helpers/src/metrics/compute";
import { overInstances } from "../../kernel-helpers/src/metrics/instances";
import { defineMetric, findMetric } from "../../kernel-helpers/src/metrics/registry";
import type { MetricDefinition } from "../../kernel-helpers/src/metrics/graph";
import { tableOfVectors } from "./graphs";

const start = 1700000000;
const entity = (address: string, name: string, service: string | null, more: Partial<EntityInterval> = {}): EntityInterval => ({
  network: "",
  address,
  entity: name,
  service,
  kind: "instance",
  from: start,
  to: null,
  ...more,
});

// 10.0.0.1 and .2 are user.1 and user.2; user.3 comes with window 2 and never speaks. 10.0.0.3 is dns, .4 outside; all send to .100.
const entities = (receiver: EntityInterval): EntityInterval[] => [
  entity("10.0.0.1", "user.1", "user"),
  entity("10.0.0.2", "user.2", "user"),
  entity("10.0.0.9", "user.3", "user", { from: start + 2 }),
  entity("10.0.0.3", "dns.1", "dns"),
  entity("10.0.0.4", "world.1", null, { kind: "outside" }),
  receiver,
];
const front = entity("10.0.0.100", "front.1", "front");
const vectors = [[100, 300, 40], [100], [100, 200], [0, 0, 0, 50]];
const tableOf = (receiver: EntityInterval, level: "ip" | "instance" | "service" = "instance") =>
  tableOfVectors(vectors, { level, entities: entities(receiver) });

describe("over the instances of a service", () => {
  test.each(["ip", "instance"] as const)("at level %s the silent ones count 0, from when they exist", async (level) => {
    const names = ["mean", "max", "variation"].map((statistic) => `service.strength.out.${statistic}`);
    const table = computeMetrics(await tableOf(front, level), names);
    expect([...table.series(names[0], "user")]).toEqual([200, 50, 100, 0]);
    expect([...table.series(names[1], "user")]).toEqual([300, 100, 200, 0]);
    // (100, 300): 100 ÷ 200. (100, 0): 50 ÷ 50. (100, 200, 0): √((0 + 10000 + 10000) ÷ 3) ÷ 100. (0, 0, 0): no mean.
    const variation = [...table.series(names[2], "user")];
    [0.5, 1, Math.sqrt(20000 / 3) / 100].forEach((expected, i) => expect(variation[i]).toBeCloseTo(expected, 12));
    expect(variation[3]).toBeNaN();
    expect([...table.series(names[2], "front")]).toEqual([NaN, NaN, NaN, NaN]); // One instance does not vary.
    expect(() => table.series(names[0], "outside")).toThrow("name one of");
  });

  test("at level service each is its own single instance", async () => {
    const table = computeMetrics(await tableOf(front, "service"), ["service.strength.out.mean", "service.strength.out.variation"]);
    expect([...table.series("service.strength.out.mean", "user")]).toEqual([400, 100, 300, 0]);
    expect(table.series("service.strength.out.variation", "user").every(Number.isNaN)).toBe(true);
  });

  test("of a metric of one's own", async () => {
    const doubled = defineMetric({ name: "doubled", per: "node", of: (g) => Float64Array.from(g.names, (_, i) => 2 * g.out.offsets[i]) });
    expect(defineMetric(overInstances(doubled, "max")).name).toBe("service.doubled.max");
    expect(() => overInstances(findMetric("density") as MetricDefinition, "max")).toThrow("metric density: is per graph");
  });
});

test("a definition per service answers for those that exist, silent or not, and per pair for those that speak", async () => {
  const size = defineMetric({
    name: "size",
    per: "service",
    of: (_, { services }) => Float64Array.from(services, (s) => s.instances.length),
  });
  const wide = defineMetric({
    name: "wide",
    per: "pair",
    of: (_, { pairs }) => Float64Array.from(pairs, (p) => p.existing[0] * p.existing[1]),
  });
  const table = computeMetrics(await tableOf(front), [size, wide]);
  expect([...table.series("size", "user")]).toEqual([2, 2, 3, 3]);
  expect([...table.series("size", "dns")]).toEqual([1, 1, 1, 1]);
  expect([...table.series("wide", "front ↔ user")]).toEqual([2, 2, 3, NaN]);
  expect([...table.series("wide", "dns ↔ front")]).toEqual([1, NaN, NaN, NaN]);
  expect([...table.series("wide", "front ↔ outside")]).toEqual([NaN, NaN, NaN, 1]);
});

test("answers of the wrong length name the metric, what it is per and how many there must be", async () => {
  const edges = await tableOf(front);
  for (const [per, count] of [
    ["service", 3],
    ["pair", 2],
    ["edge", 3],
  ] as const)
    // prettier-ignore
    expect(() => computeMetrics(edges, [{ name: "short", per, of: () => new Float64Array(0) }])).toThrow(
      `metric short: of must return a Float64Array of ${count} values, one per ${per}, not a Float64Array of 0`,
    );
});

describe("DNS", () => {
  test("what it passes on to outside is told against what it is asked, and silence is log(1 ÷ 1)", async () => {
    const outside = computeMetrics(await tableOf({ ...front, entity: "world.2", service: null, kind: "outside" }), ["dns.ratio.out"]);
    expect([...outside.series("dns.ratio.out")]).toEqual([Math.log(41 / 1), 0, 0, 0]);
    const resolver = computeMetrics(await tableOf({ ...front, entity: "dns.2", service: "kube-dns" }), ["dns.ratio.in", "dns.ratio.out"]);
    // Asked: 100 + 300, without what dns.1 says to dns.2; from outside 50 in the last window.
    expect([...resolver.series("dns.ratio.out")]).toEqual([401, 101, 301, 1].map((b) => Math.log(1 / b)));
    expect([...resolver.series("dns.ratio.in")]).toEqual([Math.log(1 / 401), Math.log(1 / 101), Math.log(1 / 301), Math.log(51)]);
  });

  test("has no ratio where there is none", async () => {
    expect([...computeMetrics(await tableOfVectors([[100]]), ["dns.ratio.out"]).series("dns.ratio.out")]).toEqual([NaN]);
  });
});

test("traffic that bypasses virtual IPs is what the instances have more or less than those, and NaN where one side is not seen", async () => {
  // user.1 says 100 to the virtual IP of front; the instances behind it do not appear: one side alone.
  const vip = { ...front, entity: "front.vip", kind: "vip" as const };
  const one = computeMetrics(await tableOf(vip), ["vip.bypass", "vip.bypass.signed", "vip.bypass.fraction"]);
  for (const name of one.metrics) expect([...one.series(name)], name).toEqual([NaN, NaN, NaN, NaN]);
});

describe("what is new", () => {
  const first = { training: { from: 1, to: 2 } };

  test("is what no training window had", async () => {
    const table = computeMetrics(await tableOf(front), ["edges.new", "neighbours.new"], first);
    expect([...table.series("edges.new")]).toEqual([2, 0, 1, 1]);
    expect([...table.series("neighbours.new", "front.1")]).toEqual([2, 0, 1, 1]);
    expect([...table.series("neighbours.new", "user.1", 0)]).toEqual([0, 0, 0, 0]);
  });

  test("is found again for other training windows, of the same edges", async () => {
    const edges = await tableOf(front);
    expect([...computeMetrics(edges, ["edges.new"], first).series("edges.new")]).toEqual([2, 0, 1, 1]);
    expect([...computeMetrics(edges, ["edges.new"], { training: { from: 0, to: 1 } }).series("edges.new")]).toEqual([0, 0, 0, 1]);
  });
});

test("a node is called by its service where it has one, else by what it is", async () => {
  const edges = await tableOf(front);
  expect(edges.at(0).services).toEqual(["dns", "front", "user", "user"]);
  expect(edges.at(3).services).toEqual(["front", "outside"]);
  expect((await tableOf(front, "service")).at(0).services).toEqual(["dns", "front", "user"]);
});
