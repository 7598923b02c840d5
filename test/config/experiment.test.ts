import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkExperiment, experimentJsonSchema, InputError, readExperiment } from "../../kernel-helpers/src/config";

/** A configuration as its file has it: tests break it in ways that its type would not allow. */
type Loose = { [key: string]: Loose } & { [index: number]: Loose };
const wrong = (value: unknown) => value as Loose;

const root = join(__dirname, "../..");
const quickstart = (): Loose => JSON.parse(readFileSync(join(root, "experiments/quickstart.json"), "utf8"));
const complaints = (change: (config: Loose) => void): string[] => {
  const config = quickstart();
  change(config);
  const result = checkExperiment(config, "q.json");
  return "errors" in result ? result.errors.map((error) => error.message) : [];
};

test.each(["quickstart", "smoke", "twins"])("experiments/%s.json is accepted, and its defaults are filled in", (name) => {
  const experiment = readExperiment(join(root, `experiments/${name}.json`));
  expect(experiment.name).toBe(name);
  expect(experiment.exfiltration[0].compression).toBe(false);
});

test.each<[string, (config: Loose) => void, string]>([
  ["an unknown key", (c) => (c.load.user = wrong(3)), 'q.json: load.user is no known key, perhaps "users"'],
  ["an unknown key at the top", (c) => (c.traials = wrong({})), 'q.json: traials is no known key, perhaps "trials"'],
  [
    "an unknown key in a list",
    (c) => (c.exfiltration[0].chunk.mim = wrong(1)),
    'q.json: exfiltration[0].chunk.mim is no known key, perhaps "min"',
  ],
  ["a number below its range", (c) => (c.load.users = wrong(-3)), "q.json: load.users must be at least 1, not -3"],
  ["a fraction where a whole number belongs", (c) => (c.load.users = wrong(1.5)), "q.json: load.users must be a whole number, not 1.5"],
  ["a text where a number belongs", (c) => (c.load.users = wrong("20")), 'q.json: load.users must be a number, not "20"'],
  ["a missing key", (c) => delete c.load.users, "q.json: load.users is missing: it must be a number"],
  [
    "an unknown curve",
    (c) => (c.load.curve = wrong("burtsy")),
    'q.json: load.curve must be one of normal, bursty, viral, cybermonday, not "burtsy", perhaps "bursty"',
  ],
  [
    "a span that ends before it starts",
    (c) => (c.exfiltration[0].spans = wrong([[45, 25]])),
    "q.json: exfiltration[0].spans[0] must end after it starts, not [45, 25]",
  ],
  [
    "a span beyond the trial",
    (c) => (c.exfiltration[0].spans = wrong([[25, 99]])),
    "q.json: exfiltration[0].spans[0] must end within the trial (trials.seconds is 60), not at 99",
  ],
  [
    "chunk bounds the wrong way round",
    (c) => (c.exfiltration[0].chunk = wrong({ min: 400, max: 300 })),
    "q.json: exfiltration[0].chunk.min must be at most exfiltration[0].chunk.max (300), not 400",
  ],
  [
    "a service twice in a path",
    (c) => (c.exfiltration[0].path = wrong(["user", "user"])),
    'q.json: exfiltration[0].path must name each service once, but has "user" twice',
  ],
  [
    "a name with a path in it",
    (c) => (c.name = wrong("../x")),
    'q.json: name must be 1 to 64 letters, digits, dots, dashes or underscores, not starting with a dot or dash, not "../x"',
  ],
  ["a null", (c) => (c.trials = wrong(null)), "q.json: trials must be an object, not null"],
])("%s is refused in one line that names the key", (_what, change, message) => {
  expect(complaints(change)).toEqual([message]);
});

test("all that is wrong is told, not only the first", () => {
  expect(complaints((c) => ((c.load.users = wrong(0)), (c.seed = wrong(-1))))).toHaveLength(2);
});

test("a value set on the command line replaces the file's", () => {
  const file = join(root, "experiments/quickstart.json");
  expect(readExperiment(file, ["load.users=7", "exfiltration[0].transport=tcp"])).toMatchObject({
    load: { users: 7 },
    exfiltration: [{ transport: "tcp" }],
  });
  expect(readExperiment(file, ["exfiltration=[]"]).exfiltration).toEqual([]);
  expect(() => readExperiment(file, ["load.users"])).toThrow("--set load.users: must be key=value");
  expect(() => readExperiment(file, ["__proto__.x=1"])).toThrow("__proto__.x is no known key");
  // Into a list, by number: a key of the list itself would be lost, and a gap filled with nothing.
  expect(readExperiment(file, ["trials.blocks=1", "trials.design[0]=baseline", "exfiltration[0].spans[0][1]=40"]).trials.design).toEqual([
    "baseline",
  ]);
  expect(() => readExperiment(file, ["exfiltration.transport=tcp"])).toThrow(
    'exfiltration.transport must name an entry of the list where it has "transport": [0] is the first',
  );
  expect(() => readExperiment(file, ["exfiltration[0].spans.0x=1"])).toThrow('it has "0x"');
  for (const index of [2, 999_999_999])
    expect(() => readExperiment(file, [`exfiltration[${index}].transport=tcp`])).toThrow(
      `exfiltration[${index}].transport must name an entry that the list has, or the next, [1], not [${index}]`,
    );
  expect(() => readExperiment(file, ["load.usres=7"])).toThrow('load.usres is no known key, perhaps "users"');
});

test("a file that is missing, a folder, or not JSON is refused in one line", () => {
  const folder = mkdtempSync(join(tmpdir(), "munnin-config-"));
  writeFileSync(join(folder, "bad.json"), '{"name":\n oops}');
  writeFileSync(join(folder, "list.json"), "[]");
  for (const [path, message] of [
    ["none.json", "no such file"],
    ["bad.json", "is not JSON"],
    ["list.json", "must hold a JSON object"],
    [".", "is a folder"],
  ]) {
    const read = () => readExperiment(join(folder, path));
    expect(read).toThrow(InputError);
    expect(read).toThrow(message);
    try {
      read();
    } catch (error) {
      expect((error as Error).message).not.toContain("\n");
    }
  }
});

test("the JSON Schema is draft-07 and describes every key", () => {
  const schema = experimentJsonSchema() as { $schema: string; properties: object };
  expect(schema.$schema).toBe("http://json-schema.org/draft-07/schema#");
  expect(Object.keys(schema.properties)).toEqual([
    "name",
    "seed",
    "lab",
    "application",
    "load",
    "trials",
    "exfiltration",
    "events",
    "capture",
    "extends",
  ]);
  const undescribed: string[] = [];
  interface Node {
    description?: string;
    properties?: Record<string, Node>;
    items?: Node;
  }
  const walk = (node: Node, at: string) => {
    for (const [key, child] of Object.entries(node.properties ?? {})) {
      if (!child.description) undescribed.push(`${at}${key}`);
      walk(child.items ?? child, `${at}${key}.`);
    }
  };
  walk(schema as Node, "");
  expect(undescribed).toEqual([]);
});
