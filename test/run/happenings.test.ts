import { expect, test } from "vitest";
import { type ExperimentInput, checkExperiment } from "../../kernel-helpers/src/config";
import { describeEvent, planExperiment } from "../../kernel-helpers/src/run";

const base: ExperimentInput = {
  name: "events",
  application: { name: "shop", scale: { user: 3, catalogue: 2 } },
  load: { users: 1 },
  trials: { seconds: 100 },
};
const planned = (more: Partial<ExperimentInput>) => {
  const result = checkExperiment({ ...base, ...more });
  if ("errors" in result) throw result.errors[0];
  return planExperiment(result.experiment);
};
const told = (events: ExperimentInput["events"], more: Partial<ExperimentInput> = {}) =>
  planned({ events, ...more }).events.map(describeEvent);

test("events happen in the order of time, each to what those before it have left", () => {
  expect(
    told([
      { at: 50, kind: "start", service: "user" },
      { at: 10, kind: "stop", service: "user", instances: 2 },
      { at: 60, kind: "scale", service: "user", instances: 5 },
      { at: 70, kind: "replace", service: "user", instances: 2 },
      { at: 80, kind: "scale", service: "user", instances: 1 },
    ]),
  ).toEqual([
    "stop user: -user.3, -user.2",
    "start user: +user.3, +user.2",
    "scale user: +user.4, +user.5",
    "replace user: +user.6, -user.1, +user.7, -user.2",
    "scale user: -user.7, -user.6, -user.5, -user.4",
  ]);
});

test("an instance that comes has an address of its own on its service's network, and one that comes back its old one", () => {
  const { events, deployment } = planned({
    events: [
      { at: 1, kind: "replace", service: "user" },
      { at: 2, kind: "stop", service: "user" },
      { at: 3, kind: "start", service: "user" },
    ],
  });
  const used = new Set(deployment.instances.flatMap(({ attachments }) => attachments.map(({ address }) => address)));
  const added = events.map(({ changes }) => changes.flatMap((change) => ("add" in change ? [change.add] : [])));
  const model = deployment.instances.find(({ name }) => name === "user.1")!;
  for (const { attachments, nameserver } of added[0]) {
    expect(used).not.toContain(attachments[0].address);
    expect(attachments[0].network).toBe(model.attachments[0].network);
    expect(nameserver).toBe(model.nameserver);
  }
  expect(added[2]).toEqual([added[0].find(({ name }) => name === added[2][0].name)]);
});

test("instances on the path of a theft stay, also in trials without it", () => {
  const exfiltration: ExperimentInput["exfiltration"] = [
    { path: ["user-db", "user"], bytesPerSecond: 1000, data: {}, spans: [[10, 20]], transport: "tcp" },
  ];
  const onPath = planned({ exfiltration }).trials[0].agents.map(({ instance }) => instance);
  const [event] = told([{ at: 5, kind: "replace", service: "user" }], { exfiltration });
  expect(event.match(/-user\.\d/g)).toHaveLength(2);
  for (const name of onPath) expect(event).not.toContain(`-${name},`);
  expect(() => told([{ at: 5, kind: "stop", service: "user", instances: 3 }], { exfiltration })).toThrow(
    "events[0].instances must leave what there is: user has 3 instances then; 1 on a theft's path stay",
  );
});

test.each<[string, NonNullable<ExperimentInput["events"]>[number], string]>([
  ["a service that there is not", { at: 1, kind: "stop", service: "usr" }, "events[0].service must be a service of shop"],
  ["a database", { at: 1, kind: "stop", service: "user-db" }, "events[0].service must be one that can come and go; user-db keeps data"],
  ["a start without a stop", { at: 1, kind: "start", service: "user" }, "events[0].kind must follow as many stops: 0 are stopped then"],
  [
    "more than there are",
    { at: 1, kind: "stop", service: "user", instances: 4 },
    "events[0].instances must leave what there is: user has 3",
  ],
  ["a scale to nothing said", { at: 1, kind: "scale", service: "user" }, "events[0].instances is missing"],
  ["a time behind the trial", { at: 100, kind: "stop", service: "user" }, "events[0].at must lie within the trial"],
])("%s is refused by its key", (_, event, message) => {
  expect(() => told([event])).toThrow(message);
});

test("instances that may go are not captured at", () => {
  const captured = { capture: { points: "both" } } as const;
  expect(() => told([{ at: 1, kind: "stop", service: "user" }], captured)).toThrow(
    "capture.points must be networks where events let instances",
  );
});

test("what users talk to is not replaced where they keep its addresses", () => {
  const event = { at: 1, kind: "replace", service: "front-end" } as const;
  expect(told([event])).toEqual(["replace front-end: +front-end.2, -front-end.1"]);
  expect(() => told([event], { lab: { virtualAddresses: false } })).toThrow("events[0].service needs lab.virtualAddresses");
});
