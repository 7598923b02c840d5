import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkExperiment, type Experiment } from "../../kernel-helpers/src/config";
import { type Plan, type TrialPlan, planExperiment } from "../../kernel-helpers/src/run";

const smoke = JSON.parse(readFileSync(join(__dirname, "../../experiments/smoke.json"), "utf8"));

const checked = (trials: object, change: object = {}): Experiment | string[] => {
  const result = checkExperiment({ ...smoke, trials: { seconds: 5, ...trials }, ...change });
  return "errors" in result ? result.errors.map(({ message }) => message) : result.experiment;
};
const planned = (trials: object, change: object = {}): Plan => {
  const experiment = checked(trials, change);
  if (Array.isArray(experiment)) throw new Error(experiment.join("; "));
  return planExperiment(experiment);
};
const kindsOf = ({ trials }: Plan, block: number) => trials.filter((trial) => trial.block === block).map(({ kind }) => kind);
const trialOf = ({ trials }: Plan, block: number, kind: string): TrialPlan =>
  trials.find((trial) => trial.block === block && trial.kind === kind)!;
const loadOf = ({ load }: TrialPlan): { seed: string; folder: string } => JSON.parse(load.env!.MUNNIN_LOAD);

test("a block has one trial of each kind, one block after the other", () => {
  const plan = planned({ blocks: 4 });
  expect(plan.trials.map(({ index, block }) => [index, block])).toEqual(Array.from({ length: 12 }, (_, i) => [i, Math.floor(i / 3)]));
  for (let block = 0; block < 4; block++) expect(kindsOf(plan, block).sort()).toEqual(["baseline", "exfiltration", "sham"]);
});

test("the order in a block is drawn: every one of the six comes, about as often as the others", () => {
  const plan = planned({ blocks: 300 });
  const counts = new Map<string, number>();
  for (let block = 0; block < 300; block++) {
    const order = kindsOf(plan, block).join(" ");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  // 50 expected, standard deviation sqrt(300 × 1/6 × 5/6) = 6.5; the seed is fixed, so that this is no gamble.
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 50)).toBeLessThan(20);
});

test("the same seed gives the same order, another seed another one", () => {
  const order = (seed: number) => planned({ blocks: 10 }, { seed }).trials.map(({ kind }) => kind);
  expect(order(1)).toEqual(order(1));
  expect(order(2)).not.toEqual(order(1));
});

test("in a block the users do the same, in the next something else", () => {
  const { trials } = planned({ blocks: 2 });
  const seeds = trials.map((trial) => loadOf(trial).seed);
  expect(new Set(seeds.slice(0, 3)).size).toBe(1);
  expect(new Set(seeds.slice(3)).size).toBe(1);
  expect(seeds[0]).not.toBe(seeds[3]);
  expect(new Set(trials.map((trial) => loadOf(trial).folder)).size).toBe(6);
});

test("sham and exfiltration of a block are the same theft at the same time, but for sending; a baseline has no agents", () => {
  const theft = { ...smoke.exfiltration[0], spans: undefined, draw: { count: 2 } };
  const plan = planned({ blocks: 2 }, { exfiltration: [theft] });
  for (const block of [0, 1]) {
    const [sham, exfiltration] = ["sham", "exfiltration"].map((kind) => trialOf(plan, block, kind).agents);
    const senders = (agents: TrialPlan["agents"]) => agents.filter(({ document }) => document.role === "sender");
    expect(sham.map(({ instance, start }) => [instance, start])).toEqual(exfiltration.map(({ instance, start }) => [instance, start]));
    expect(senders(sham).map(({ document }) => document)).toEqual(
      senders(exfiltration).map(({ document }) => ({ ...document, sham: true })),
    );
    expect(trialOf(plan, block, "baseline").agents).toEqual([]);
  }
  const onset = (block: number) => trialOf(plan, block, "exfiltration").agents.find(({ document }) => document.role === "sender")!.start;
  expect(onset(0)).not.toBe(onset(1));
});

test("without blocks trials are repetitions, each with users of its own: with the thefts, or baselines where there are none", () => {
  const plan = planned({ count: 2 });
  expect(plan.trials.map(({ kind, block }) => [kind, block])).toEqual([
    ["exfiltration", 0],
    ["exfiltration", 1],
  ]);
  expect(loadOf(plan.trials[0]).seed).not.toBe(loadOf(plan.trials[1]).seed);
  expect(planned({}, { exfiltration: [] }).trials.map(({ kind }) => kind)).toEqual(["baseline"]);
});

test("a design may repeat a kind: two baselines say how much two trials of the same kind differ", () => {
  const plan = planned({ blocks: 1, design: ["baseline", "baseline", "sham"] });
  expect(kindsOf(plan, 0).sort()).toEqual(["baseline", "baseline", "sham"]);
});

test.each<[string, object, object, string]>([
  ["a design without blocks", { design: ["sham"] }, {}, "trials.design needs trials.blocks, the number of blocks"],
  [
    "a count beside blocks",
    { blocks: 2, count: 3 },
    {},
    "trials.count must not stand beside trials.blocks: each block has the trials of trials.design, not 3",
  ],
  [
    "a kind that does not exist",
    { blocks: 1, design: ["shame"] },
    {},
    'trials.design[0] must be one of baseline, sham, exfiltration, not "shame", perhaps "sham"',
  ],
  [
    "blocks with nothing to steal",
    { blocks: 1 },
    { exfiltration: [] },
    'trials.blocks needs a theft in exfiltration; without one, trials.design must be ["baseline"]',
  ],
  ["more trials than a run has", { blocks: 500 }, {}, "trials.blocks must make at most 1000 trials, not 500 × 3 (trials.design) = 1500"],
])("%s is refused", (_, trials, change, message) => {
  expect(checked(trials, change)).toEqual([message]);
});

test("ten plans of a seed are the same to the byte, and those of another seed are others", () => {
  const given = (seed: number) => {
    const checked = checkExperiment({
      name: "ten",
      seed,
      application: { name: "shop", scale: { user: 5, "front-end": 5 } },
      load: { users: 20, arrivals: 3, think: { mean: 2 } },
      trials: { seconds: 60, blocks: 4, instances: "redrawn" },
      exfiltration: [{ path: ["user-db", "user", "front-end"], bytesPerSecond: 10_000, data: {} }],
    });
    if ("errors" in checked) throw checked.errors[0];
    return planExperiment(checked.experiment);
  };
  const plans = new Set(Array.from({ length: 10 }, () => JSON.stringify(given(3))));
  expect(plans.size).toBe(1);
  expect(JSON.stringify(given(4))).not.toBe([...plans][0]);
});

test("redrawn instances are one block's own and the same in all its trials; kept ones are the same everywhere", () => {
  const usersOf = (instances: "kept" | "redrawn") => {
    const checked = checkExperiment({
      name: "drawn",
      application: { name: "shop", scale: { user: 20 } },
      load: { users: 5 },
      trials: { seconds: 60, blocks: 6, instances },
      exfiltration: [{ path: ["user-db", "user"], bytesPerSecond: 10_000, data: {} }],
    });
    if ("errors" in checked) throw checked.errors[0];
    const { trials } = planExperiment(checked.experiment);
    return trials
      .filter(({ kind }) => kind !== "baseline")
      .map(({ block, agents }) => [block, agents.find(({ document }) => document.role === "relay")!.instance] as const);
  };
  expect(new Set(usersOf("kept").map(([, user]) => user)).size).toBe(1);
  const redrawn = usersOf("redrawn");
  const pairs = new Set(redrawn.map(([block, user]) => `${block} ${user}`));
  expect(pairs.size).toBe(6);
  // Six draws of twenty that are all alike have a chance of 20^-5.
  expect(new Set(redrawn.map(([, user]) => user)).size).toBeGreaterThan(1);
});
