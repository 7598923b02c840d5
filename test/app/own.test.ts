import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { applicationOf, deploymentOf } from "../../kernel-helpers/src/app";
import { checkExperiment, type Experiment, readExperiment } from "../../kernel-helpers/src/config";
import { planExperiment } from "../../kernel-helpers/src/run";

const file = join(__dirname, "../../experiments/own-application.json");
type Loose = Record<string, Record<string, Record<string, Record<string, unknown>>>>;

/** The example's plan after a change, or the line that refuses it. */
function attempt(change: (config: Loose) => void): string {
  const config = JSON.parse(readFileSync(file, "utf8"));
  change(config);
  const result = checkExperiment(config);
  if ("errors" in result) return result.errors[0].message;
  try {
    planExperiment(result.experiment);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

test("services start after those that they call, and the folder of the configuration is filled in", () => {
  const application = applicationOf(readExperiment(file));
  const stages = Object.fromEntries([...application.services, ...application.outside].map(({ name, stage }) => [name, stage]));
  expect(stages).toEqual({ bank: 0, store: 1, web: 2 });
  expect(application.entry).toEqual({ service: "web", port: 8000 });
  const { instances } = deploymentOf(application, { web: 2 }, 1);
  expect(instances.map(({ name, kind }) => `${name} ${kind}`)).toEqual(
    // Users and the thief's receiver are there in every deployment.
    ["web.1 instance", "web.2 instance", "store.1 instance", "bank.1 outside", "client.1 client", "receiver.1 outside"],
  );
  expect(instances[0].processes[0].command).toEqual(["{node}", join(file, "../own-application.js")]);
});

test("users open the pages of the configuration, by their behaviours", () => {
  const { load } = planExperiment(readExperiment(file)).trials[0];
  expect(JSON.parse(load.env!.MUNNIN_LOAD)).toMatchObject({
    behaviours: { read: 0.8, write: 0.2 },
    pages: { read: ["GET /", "GET /items/[1-20]"], write: ['POST /items {"amount":[1-9]}'] },
  });
});

test.each<[string, (config: Loose) => void, string]>([
  [
    "a call to a service that there is not",
    (c) => (c.application.services.web.calls = ["stroe"]),
    'application.services.web.calls must name services, not "stroe", perhaps "store"',
  ],
  [
    "services that wait for each other",
    (c) => (c.application.services.store.calls = ["web"]),
    "application.services.store.calls must not lead back (web → store → web): none of them could start first",
  ],
  [
    "an entry that stands outside",
    (c) => Object.assign(c.application, { entry: "bank" }),
    'application.entry must be a service inside (web, store), not "bank"',
  ],
  [
    "a page without a method",
    (c) => (c.application.pages.read = ["/"] as never),
    'application.pages.read[0] must be a page such as GET /items or POST /items {"a":1}, not "/"',
  ],
  [
    "an empty command",
    (c) => (c.application.services.web.command = []),
    "application.services.web.command must be a list of at least 1, not []",
  ],
  [
    "a behaviour without pages",
    (c) => (c.load.behaviours.raed = 0.5 as never),
    'load.behaviours.raed is no behaviour of two-tiers (it has read, write), perhaps "read"',
  ],
  [
    "an entry without services",
    (c) => Object.assign(c, { application: { name: "shop", entry: "user" } }),
    "application.entry belongs to an application of one's own: application.services is missing",
  ],
  ...(["a-", "1", "0x7f", "web.1", "a..b", "x".repeat(64)] as const).map((name): [string, (config: Loose) => void, string] => [
    `a service called ${name.slice(0, 10)}`,
    (c) => ((c.application.services as Record<string, unknown>)[name] = c.application.services.bank),
    `application.services.${name} must be a host name: parts of 1 to 63 letters, digits, dashes and underscores between dots, which end in a letter or digit, and the last of which begins with a letter`,
  ]),
  [
    "a service whose name differs from another's in capitals",
    (c) => ((c.application.services as Record<string, unknown>).WEB = c.application.services.bank),
    'application.services.WEB must differ from "web" in more than capitals: names are looked up without them',
  ],
  [
    "a service with the name of something that the lab has",
    (c) => ((c.application.services as Record<string, unknown>).client = { ...c.application.services.store, calls: [] }),
    "application.services must not have client, a name that the lab has for something of its own",
  ],
  [
    "more services than there are addresses",
    (c) =>
      Object.assign(
        c.application.services,
        Object.fromEntries(Array.from({ length: 240 }, (_, i) => [`s${i}`, { ...c.application.services.store, calls: [] }])),
      ),
    "application.services must be at most 240 inside and 32 outside (egress has some of its own), not 242 and 1",
  ],
  [
    "a service whose name is a command",
    (c) => ((c.application.services as Record<string, unknown>)["$(reboot)"] = c.application.services.web),
    "application.services.$(reboot) has a bad name: must be 1 to 64 letters, digits, dots, dashes or underscores, not starting with a dot or dash",
  ],
])("%s is refused in one line that names the key", (_what, change, message) => {
  expect(attempt(change)).toBe(message);
});

test("a service may have a name that every object has", () => {
  expect(
    attempt((c) => Object.assign(c.application.services, { constructor: { ...c.application.services.store, calls: [], scales: true } })),
  ).toBe("");
});

test("words of a command are words: nothing in them is read by a shell", () => {
  const experiment = structuredClone(readExperiment(file)) as Experiment;
  experiment.application.services!.web.command.push("$(reboot); `reboot` > /etc/passwd");
  const [process] = applicationOf(experiment).processes({ name: "web.1", service: "web" }, 1);
  expect(process.command.at(-1)).toBe("$(reboot); `reboot` > /etc/passwd");
  expect(process.command[0]).toBe("{node}");
});
