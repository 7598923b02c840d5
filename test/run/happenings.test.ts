import { join } from "node:path";
import { expect, test } from "vitest";
import { type ExperimentInput, checkExperiment, readExperiment } from "../../kernel-helpers/src/config";
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
  const added = events.map((event) => ("changes" in event ? event.changes : []).flatMap((change) => ("add" in change ? [change.add] : [])));
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
  [
    "an event while another lasts",
    { at: 22, kind: "stop", service: "catalogue" },
    "events[0].at must not lie before second 30: until then events[1]",
  ],
  ["a backup of nobody", { at: 1, kind: "backup" }, "events[0].service is missing: the kind backup needs it"],
  ["a crowd of nobody", { at: 1, kind: "flash-crowd", seconds: 5 }, "events[0].users is missing: the kind flash-crowd needs it"],
  ["a crowd for ever", { at: 1, kind: "flash-crowd", users: 5 }, "events[0].seconds is missing"],
  ["users of a crawler", { at: 1, kind: "crawler", users: 5 }, "events[0].users does not belong to the kind crawler; it is of flash-crowd"],
  [
    "a backup that cannot be through",
    { at: 90, kind: "backup", service: "user-db", bytes: 3_000_000, bytesPerSecond: 200_000 },
    "events[0].bytes must go within the trial (trials.seconds is 100): 3000000 bytes at 200000 bytes/s from second 90 last until second 105",
  ],
  [
    "a crowd that stays longer than the trial lasts",
    { at: 95, kind: "flash-crowd", users: 5, seconds: 10 },
    "events[0].seconds must end within the trial (trials.seconds is 100), not at 95 + 10 = 105",
  ],
  ["a page that is none", { at: 1, kind: "export", pages: ["orders"] }, "events[0].pages[0] must be paths"],
  ["a time behind the trial", { at: 100, kind: "stop", service: "user" }, "events[0].at must lie within the trial"],
])("%s is refused by its key", (_, event, message) => {
  expect(() => told([event, { at: 20, kind: "replace", service: "catalogue", seconds: 10 }])).toThrow(message);
});

test("a rolling restart spreads over its seconds, and scaling for some seconds ends with as many instances as before", () => {
  const { events } = planned({
    events: [
      { at: 5, kind: "replace", service: "user", seconds: 30 },
      { at: 40, kind: "scale", service: "user", instances: 5, seconds: 10 },
      { at: 60, kind: "scale", service: "user", instances: 2, seconds: 10 },
    ],
  });
  // Three pairs over 30 s: one each 10 s.
  const timed = events.map((event) =>
    ("changes" in event ? event.changes : []).map((change) => [
      change.after,
      "add" in change ? `+${change.add.name}` : `-${change.remove}`,
    ]),
  );
  expect(timed).toEqual([
    [
      ...[
        [0, "+user.4"],
        [0, "-user.1"],
      ],
      ...[
        [10, "+user.5"],
        [10, "-user.2"],
      ],
      ...[
        [20, "+user.6"],
        [20, "-user.3"],
      ],
    ],
    [
      ...[
        [0, "+user.7"],
        [0, "+user.8"],
      ],
      ...[
        [10, "-user.8"],
        [10, "-user.7"],
      ],
    ],
    [
      [0, "-user.6"],
      [10, "+user.6"],
    ],
  ]);
});

test("benign twins are planned with their instances, sizes and spans, and a backup's command stands in the plan", () => {
  const events: ExperimentInput["events"] = [
    { at: 50, kind: "crawler" },
    { at: 10, kind: "backup", service: "user-db", bytes: 300_000, bytesPerSecond: 100_000 },
    { at: 20, kind: "export" },
    { at: 30, kind: "flash-crowd", users: 40, seconds: 10 },
  ];
  expect(told(events)).toEqual([
    "backup user-db: user-db.1 sends 300000 bytes to backup-store.1 at 100000 bytes/s at most",
    "export front-end: 5000000 bytes of /catalogue?size=100, at 1000000 bytes/s at most",
    "flash-crowd front-end: 40 more users until second 40",
    "crawler front-end: all pages from / on, 20 per second at most, until second 100 at the latest",
  ]);
  const { deployment, steps, trials } = planned({ events });
  expect(deployment.instances.find(({ name }) => name === "backup-store.1")).toMatchObject({ kind: "outside" });
  expect(steps.filter(({ process }) => process === "backup-1")).toMatchObject([
    { phase: "trial", trial: 0, at: 10, instance: "user-db.1" },
  ]);
  const { guests } = JSON.parse(trials[0].load.env!.MUNNIN_LOAD) as { guests: { kind: string; first: number }[] };
  expect(guests.map(({ kind, first }) => [kind, first])).toEqual([
    ["crawler", 2_000_001],
    ["export", 4_000_001],
    ["flash-crowd", 5_000_001],
  ]);
});

test("the example of benign twins has all of them, one after the other, in a baseline as in the trial with the theft", () => {
  const { events, trials, experiment } = planExperiment(readExperiment(join(__dirname, "../../experiments/twins.json")));
  expect(events.map(({ kind }) => kind)).toEqual(["backup", "replace", "export", "flash-crowd", "scale", "crawler"]);
  expect(trials.map(({ kind }) => kind).sort()).toEqual(["baseline", "exfiltration"]);
  const ends = experiment.events.map(({ at, seconds = 0, bytes = 0, bytesPerSecond = 1 }) => at + seconds + bytes / bytesPerSecond);
  experiment.events.slice(1).forEach(({ at }, i) => expect(at).toBeGreaterThan(ends[i]));
  expect(experiment.exfiltration[0].spans![0][0]).toBeGreaterThan(ends[ends.length - 1]);
});

test("an instance stays while it sends a backup", () => {
  const backup = { at: 5, kind: "backup", service: "user", bytes: 1_000_000, bytesPerSecond: 100_000 } as const;
  expect(told([backup, { at: 10, kind: "replace", service: "user" }])[1]).toBe("replace user: +user.4, -user.2, +user.5, -user.3");
  expect(told([backup, { at: 15, kind: "replace", service: "user" }])[1]).toMatch("-user.1,");
});

test("instances that may go are not captured at", () => {
  const captured = { capture: { points: "both" } } as const;
  expect(() => told([{ at: 1, kind: "stop", service: "user" }], captured)).toThrow(
    "capture.points must be networks where events let instances",
  );
  expect(told([{ at: 1, kind: "export" }], captured)).toHaveLength(1);
});

test("what users talk to is not replaced where they keep its addresses", () => {
  const event = { at: 1, kind: "replace", service: "front-end" } as const;
  expect(told([event])).toEqual(["replace front-end: +front-end.2, -front-end.1"]);
  expect(() => told([event], { lab: { virtualAddresses: false } })).toThrow("events[0].service needs lab.virtualAddresses");
});
