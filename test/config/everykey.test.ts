import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkExperiment, type ConfigurationKey, configurationKeys } from "../../kernel-helpers/src/config";
import { keyOf } from "../../kernel-helpers/src/config/reason";

const root = join(__dirname, "../..");
const read = (name: string) => JSON.parse(readFileSync(join(root, `experiments/${name}.json`), "utf8"));
type Loose = Record<string | number, unknown>;

/** A configuration that has something at every place where a key can be: the shop's, and services of one's own. */
const base = (): Loose => {
  const { application, load } = read("own-application");
  return {
    ...read("quickstart"),
    ...structuredClone({ application, load }),
    events: [{ at: 1, kind: "replace", service: "web" }],
    lab: { egress: [{ kind: "mail", from: "web" }] },
  };
};

/** The way to a key: `[]` is the first of a list, `<name>` the service web. */
const wayTo = (key: string): (string | number)[] =>
  key.split(/\.|(?=\[)/).map((part) => (part === "[]" ? 0 : part === "<name>" ? "web" : part));

/** The configuration with a value at a place; what is above it is made where it is not there. */
function put(way: readonly (string | number)[], value: unknown): Loose {
  const config = base();
  let here = config;
  way.slice(0, -1).forEach((part, i) => {
    if (typeof here[part] !== "object" || here[part] === null) here[part] = typeof way[i + 1] === "number" ? [] : {};
    here = here[part] as Loose;
  });
  here[way.at(-1)!] = value;
  return config;
}

const complaints = (config: Loose): { path: string; message: string }[] => {
  const result = checkExperiment(config, "x.json");
  return "errors" in result ? result.errors : [];
};

/** A complaint that names the key, in a line that one can read. */
function expectRefused(way: readonly (string | number)[], value: unknown): void {
  const key = keyOf(way);
  const all = complaints(put(way, value));
  expect(
    all.some(({ path }) => path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`)),
    `${key} = ${JSON.stringify(value)}: ${JSON.stringify(all)}`,
  ).toBe(true);
  for (const { message } of all) expect(message).toMatch(/^x\.json: [\x20-\x7eä×]{3,700}$/);
}

const keys = configurationKeys().filter(({ key }) => key !== "extends");

const otherTypes = ({ key, type }: ConfigurationKey): unknown[] => {
  if (/number/.test(type) && !/list|each name/.test(type)) return ["3", true, null, [1], {}, 1e400];
  if (type === "text" || type === "one of") return [3, true, null, ["a"], {}];
  if (type === "true or false") return ["true", 1, null];
  if (/^list|^\[/.test(type)) return ["a", 3, null, {}];
  return key === "lab" ? [3, null, [], true] : ["a", 3, null, []];
};

test.each(keys.map((key) => [key.key, key] as const))("%s of another type is refused by its name", (name, key) => {
  for (const value of otherTypes(key)) expectRefused(wayTo(name), value);
});

const bounded = keys.filter(({ type, range }) => /^(whole )?number$/.test(type) && / to /.test(range));
test.each(bounded.map(({ key, range }) => [key, range] as const))("%s outside of %s is refused by its name", (name, range) => {
  const [least, most] = range.split(" to ").map(Number);
  for (const value of [least - 1e-3, least - 1, most + 1, 1e308, -1e308]) expectRefused(wayTo(name), value);
});

test.each(keys.filter(({ key }) => !/<name>$/.test(key)).map(({ key }) => key))(
  "%s without its last letter is no known key, and the nearest is named",
  (name) => {
    const way = wayTo(name);
    const [last] = way.slice(-1);
    if (typeof last !== "string" || last.length < 4) return;
    const wrong = [...way.slice(0, -1), last.slice(0, -1)];
    const complaint = complaints(put(wrong, 1)).find(({ path }) => path === keyOf(wrong));
    // Below a name anything may stand that is one: these are refused by what they are, or by what they hold.
    expect(complaint?.message, keyOf(wrong)).toMatch(/is no known key, perhaps "\w+"$/);
  },
);

const badNames = [
  "",
  "a b",
  "it's",
  'a"b',
  "$(touch x)",
  "`id`",
  "../x",
  "a/b",
  "a\nb",
  "x".repeat(10_000),
  "-rf",
  ".hidden",
  "ä",
  "a\u0000b",
  "\u001b[31m",
  "a;b",
  "a|b",
  "%s",
  "{run}",
];
const named = [
  "name",
  "application.name",
  "application.entry",
  "application.services.web.calls[]",
  "lab.egress[].from",
  "exfiltration[].path[]",
  "exfiltration[].through",
  "events[].service",
];
test.each(named)("%s is refused when a shell, a path or a terminal would take it for more than a name", (key) => {
  for (const name of badNames) expectRefused(wayTo(key), name);
});

test.each(["application.services", "application.scale", "application.pages", "load.behaviours"])(
  "a key of %s is refused when it is no name, in one line",
  (above) => {
    for (const name of badNames) {
      const value = {
        "application.services": { command: ["true"], port: 80 },
        "application.scale": 1,
        "application.pages": ["GET /"],
        "load.behaviours": 1,
      }[above];
      const all = complaints(put([...above.split("."), name], value));
      expect(all.map(({ path }) => path)).toContain(`${above}.${name}`);
      for (const { message } of all) expect(message).toMatch(/^x\.json: [\x20-\x7eä]{3,400}$/);
    }
  },
);

test.each([
  ["the machine's own folder", "/home/me"],
  ["a folder of the checkout", "{here}/data"],
  ["a way out of the lab's folder", "{scratch}/../../etc"],
  ["all of the lab's folder", "{scratch}"],
  ["a blank", ""],
])("%s is refused as what a service keeps: it is removed when it is restored", (_what, folder) => {
  const message = `x.json: application.services.web.keeps[0] must be a folder below {scratch}, such as {scratch}/data, not ${JSON.stringify(folder)}`;
  expect(complaints(put(wayTo("application.services.<name>.keeps"), [folder])).map((error) => error.message)).toEqual([message]);
  expect(complaints(put(wayTo("application.services.<name>.keeps"), ["{scratch}/data", "{scratch}/a.b/..c"]))).toEqual([]);
});

test.each([
  ["numbers the wrong way round", "GET /items/[20-1]"],
  ["a body that is no JSON", "POST /items {amount:1}"],
  ["a body that is none once a number stands in it", 'POST /items {"amount":"[1-9]}'],
])("a page with %s is refused before anybody opens it", (_what, page) => {
  expect(complaints(put(["application", "pages", "read"], [page])).map(({ path }) => path)).toEqual(["application.pages.read[0]"]);
  expect(complaints(put(["application", "pages", "read"], ['PUT /a/[1-20] {"n":[1-9],"of":["[1-2]"]}', "GET /a?b=[0-0]"]))).toEqual([]);
});

test("nobody is to think longer on average than at most", () => {
  expect(complaints(put(["load", "think"], { mean: 100 })).map(({ message }) => message)).toEqual([
    "x.json: load.think.atMost must be at least load.think.mean (100), not 60: else nobody thinks that long",
  ]);
});
