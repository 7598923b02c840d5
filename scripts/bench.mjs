// npm run bench [-- NAME… [--long]]: runs the benchmarks of scripts/bench/ that are named, or all. Each prints ratios to named peers, measured
// in one run, and says with what.
import { readdirSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { at } from "./setup/paths.mjs";
import { setUp } from "./setup.mjs";
import { clock, duration } from "./setup/step.mjs";

const known = readdirSync(at("scripts", "bench"))
  .filter((file) => file.endsWith(".mjs"))
  .map((file) => file.replace(".mjs", ""));
const { values, positionals: named } = parseArgs({ options: { long: { type: "boolean", default: false } }, allowPositionals: true });
const unknown = named.find((name) => !known.includes(name));
if (unknown !== undefined) {
  process.stderr.write(`bench: there is no ${unknown}; there are ${known.join(", ")}\n`);
  process.exit(2);
}

const seconds = clock();
await setUp({ forTests: true });
print(`${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}, node ${process.version}`);
for (const name of named.length > 0 ? named : known) {
  print(`\n== ${name}`);
  try {
    const { bench } = await import(`./bench/${name}.mjs`);
    await bench({ print, long: values.long });
  } catch (error) {
    process.stderr.write(`bench: ${name}: ${error.message}\n`);
    process.exitCode = 1;
  }
}
print(`\nin ${duration(seconds())}`);

function print(line) {
  process.stdout.write(`${line}\n`);
}
