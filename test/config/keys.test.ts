import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkExperiment, type ConfigurationKey, configurationKeys } from "../../kernel-helpers/src/config";

const root = join(__dirname, "../..");
const quickstart = JSON.parse(readFileSync(join(root, "experiments/quickstart.json"), "utf8"));
const quickstartAt = (key: string): unknown =>
  key.split(/\.|(?=\[)/).reduce((value, part) => (part === "[]" ? value?.[0] : value?.[part]), quickstart);

/** What one could write for a key: its own example, or what the quick start has there. */
const exampleOf = ({ key, type, example }: ConfigurationKey) =>
  example || (/object$/.test(type) ? "" : (JSON.stringify(quickstartAt(key)) ?? ""));

test("every key says its type and what it is", () => {
  for (const { key, type, description } of configurationKeys()) expect([key, type, description]).not.toContain("");
});

test("numbers have a range, and what is measured in bytes or seconds says so", () => {
  for (const { key, type, range, description } of configurationKeys()) {
    if (/^(whole )?number/.test(type)) expect(range, key).not.toBe("");
    if (/bytes|seconds|warmup|cooldown/i.test(key)) expect(description, key).toMatch(/bytes|seconds/i);
  }
});

test("a configuration of nothing but its least keys has the documented defaults", () => {
  const least = { name: "least", application: { name: "shop" }, load: { users: 1, think: { mean: 2 } }, trials: { seconds: 10 } };
  const result = checkExperiment(least);
  if ("errors" in result) throw result.errors[0];
  for (const { key, default: given } of configurationKeys()) {
    if (/\[\]|<name>/.test(key) || given === "" || given === "required") continue;
    const value = key.split(".").reduce<unknown>((inner, part) => (inner as Record<string, unknown>)[part], result.experiment);
    expect(value, key).toEqual(JSON.parse(given));
  }
});

test("every key stands in docs/configuration.md (UPDATE_DOCS=1 npx vitest run test/config/keys.test.ts writes it)", () => {
  const file = join(root, "docs/configuration.md");
  const [before, after] = [/^[^]*<!-- keys -->\n/, /<!-- end of keys -->[^]*$/].map((part) => readFileSync(file, "utf8").match(part)![0]);
  const cell = (text: string) => text.replaceAll("|", "\\|");
  const code = (text: string) => (text === "" ? "" : `\`${cell(text)}\``);
  const rows = configurationKeys().map((row) =>
    [
      code(row.key),
      row.type,
      cell(row.range),
      row.default === "required" ? "required" : code(row.default),
      code(exampleOf(row)),
      cell(row.description),
    ].join(" | "),
  );
  const table = ["key | type | range | default | example | meaning", "--- | --- | --- | --- | --- | ---", ...rows].map(
    (row) => `| ${row} |`,
  );
  const whole = `${before}\n${table.join("\n")}\n\n${after}`;
  if (process.env.UPDATE_DOCS) writeFileSync(file, whole);
  expect(readFileSync(file, "utf8")).toBe(whole);
});
