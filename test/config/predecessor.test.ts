import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkExperiment, type Conversion, readExperiment } from "../../kernel-helpers/src/config";
import { convertPredecessor } from "../../kernel-helpers/src/config/predecessor";
import { planExperiment } from "../../kernel-helpers/src/run";

/** The predecessor's six configurations, with the keys and values of its own files. */
const file = (name: string) => join(__dirname, `predecessor/${name}.json`);
const written = (name: string) => JSON.parse(readFileSync(file(name), "utf8"));
const names = ["sockshop_one", "sockshop_two", "sockshop_three", "atsea_one", "atsea_two", "atsea_three"];

test.each(names)("%s becomes an experiment whose plan stands", (name) => {
  const plan = planExperiment(readExperiment(file(name)));
  expect(plan.trials).toHaveLength(3);
  expect(plan.trials[0].agents.map(({ document }) => document.role)).toContain("sender");
});

test("Sock Shop's second configuration keeps its users, times, chunks and rate", () => {
  expect(readExperiment(file("sockshop_two"))).toMatchObject({
    name: "sockshop_two",
    lab: { kind: "local" },
    application: { name: "shop", scale: { carts: 10, catalogue: 10, orders: 10, payment: 10, "queue-master": 10, shipping: 10, user: 10 } },
    load: { users: 600, spawnRate: 150, curve: "normal", behaviours: { predecessor: 1 }, think: { mean: 3, distribution: "uniform" } },
    trials: { count: 3, seconds: 900 },
    exfiltration: [
      {
        // The predecessor wrote the path from outside in.
        path: ["user-db", "user", "front-end"],
        transport: "http",
        // 5 of its KB/s, which were KiB/s.
        bytesPerSecond: 5 * 1024,
        chunk: { min: 300, max: 400 },
        data: { bytes: 5 * 1024 * (330 - 270) },
        spans: [[270, 330]],
      },
    ],
  });
});

test("AtSea's services run in the shop's roles: the proxy as front end, the application server as user, the database as user-db", () => {
  expect(readExperiment(file("atsea_one"))).toMatchObject({
    application: { scale: { "front-end": 10, user: 19, payment: 10 } },
    exfiltration: [{ path: ["user-db", "user", "front-end"], spans: [[270, 310]] }],
  });
  expect(readExperiment(file("atsea_three")).exfiltration[0]).toMatchObject({ path: ["user-db", "front-end"], transport: "tcp" });
});

test.each(names)("each key of %s is explained, and none twice", (name) => {
  let notes: Conversion["notes"] = [];
  readExperiment(file(name), [], (told) => (notes = told));
  const keys = notes.map(([key]) => key);
  expect(new Set(keys).size).toBe(keys.length);
  const leaves = (value: object, above = ""): string[] =>
    Object.entries(value).flatMap(([key, inner]) =>
      inner !== null && typeof inner === "object" && !Array.isArray(inner) ? leaves(inner, `${above}${key}.`) : [above + key],
    );
  // An object such as class_to_networks is explained as a whole.
  expect(leaves(written(name)).filter((leaf) => !keys.some((key) => leaf === key || leaf.startsWith(`${key}.`)))).toEqual([]);
});

test("replicas of a database are refused with the reason, and the rest of the scale is kept", () => {
  const { config, notes } = convertPredecessor(written("atsea_two"), "atsea_two.json");
  expect(notes.find(([key]) => key === "scale.database")![1]).toContain("keeps its data on one disk");
  expect(checkExperiment(config)).toMatchObject({ experiment: { application: { scale: { "front-end": 5, user: 10, payment: 1 } } } });
});

test.each<[string, (config: Record<string, Record<string, unknown>>) => void, string]>([
  [
    "an unknown application",
    (c) => (c.application_name = "sockshp" as never),
    'x.json: application_name must be one of sockshop, atsea_store, not "sockshp", perhaps "sockshop"',
  ],
  [
    "a missing key",
    (c) => delete c.experiment.experiment_length_sec,
    "x.json: experiment.experiment_length_sec is missing: it must be a number",
  ],
  [
    "a word for a number",
    (c) => (c.experiment.number_of_trials = "many"),
    'x.json: experiment.number_of_trials must be a number, not "many"',
  ],
  [
    "a service that the application did not have",
    (c) => (c.exfiltration_info.exfiltration_path_class = ["front-end", "users", "user-db"]),
    'x.json: exfiltration_info.exfiltration_path_class must name a service of sockshop (front-end, catalogue, carts, orders, user, payment, shipping, queue-master, catalogue-db, carts-db, orders-db, user-db, session-db, rabbitmq), not "users"',
  ],
  [
    "a number of instances too few",
    (c) => (c.exfiltration_info.exfiltration_path_class = ["front-end", "user-db"]),
    "x.json: exfiltration_info.exfiltration_path_how_many_instances_for_each_class must have as many numbers as the path has services (2), not 3",
  ],
])("%s is refused in one line that names the key", (_what, change, message) => {
  const config = written("sockshop_two");
  change(config);
  expect(() => convertPredecessor(config, "x.json")).toThrow(message);
});
