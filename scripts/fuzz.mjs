// npm run fuzz -- [--seconds N] [--seed S]: reads damaged captures until the time is over. What fails stays in test/pcap/found/, where
// test/pcap/found.test.ts reads it from then on.
// npm run fuzz -- receivers [--seconds N] [--seed S]: sends damaged messages to the thief's receivers, which must live, stay small and still take files.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { at } from "./setup/paths.mjs";
import { setUp } from "./setup.mjs";

// Loaded late, as in the build: npm's packages may be set up by it.
const bundle = async (options) => (await import("esbuild")).build({ bundle: true, platform: "node", logLevel: "warning", ...options });

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: "string", default: "60" }, seed: { type: "string" } },
});
const seconds = number("seconds", values.seconds);
const seed = number("seed", values.seed ?? String(Math.floor(Math.random() * 1e9)));
/** A damaged capture of some kilobytes that takes longer hangs. */
const longest = 20_000;

const program = at("kernel-helpers", "dist", "fuzz", "worker.js");
await setUp();
if (positionals[0] === "receivers") process.exit(await receivers());
if (positionals.length > 0) refuse(`what is fuzzed must be receivers, or not given for captures, not ${positionals[0]}`);
await bundle({ entryPoints: [at("test", "fuzz", "worker.ts")], outfile: program });
const folder = mkdtempSync(join(tmpdir(), "munnin-fuzz-"));
const file = join(folder, "damaged");
print(`fuzz: seed ${seed}, ${seconds} s`);

const counts = { read: 0, refused: 0 };
let round = 0;
const worker = new Worker(program, { workerData: { file, captures: at("test", "captures"), seed }, execArgv: [] });
const failure = await new Promise((resolve) => {
  let hang = setTimeout(() => resolve("no end within 60 s of the start"), 60_000);
  const end = performance.now() + seconds * 1000;
  worker.on("message", (message) => {
    round = message.round;
    clearTimeout(hang);
    hang = setTimeout(() => resolve(`no end within ${longest / 1000} s`), longest);
    if (message.failure) resolve(message.failure);
    else if (message.result) {
      counts[message.result]++;
      if (performance.now() > end) resolve(null);
    }
  });
  worker.on("error", (error) => resolve(error.stack));
});
await worker.terminate();
const kept = failure === null ? null : keep();
rmSync(folder, { recursive: true });
print(`fuzz: ${counts.read} captures read, ${counts.refused} refused by a clear error`);
if (failure !== null) {
  process.stderr.write(`fuzz: round ${round} of seed ${seed} fails: ${failure}\nfuzz: its input is ${kept}\n`);
  process.exitCode = 1;
}

async function receivers() {
  const outfile = at("kernel-helpers", "dist", "fuzz", "receivers.js");
  await bundle({ entryPoints: [at("test", "fuzz", "receivers.ts")], outfile });
  const { fuzzReceivers } = createRequire(import.meta.url)(outfile);
  print(`fuzz: seed ${seed}, ${seconds} s`);
  try {
    const { damaged, files } = await fuzzReceivers(at("kernel-helpers", "dist", "agent.js"), seconds, seed);
    print(`fuzz: ${damaged} damaged messages survived, ${files} files recovered among them`);
    return 0;
  } catch (error) {
    process.stderr.write(`fuzz: seed ${seed} fails ${error.message}\n`);
    return 1;
  }
}

function keep() {
  if (!existsSync(file)) return "not there";
  const found = at("test", "pcap", "found", `seed-${seed}-round-${round}.capture`);
  mkdirSync(at("test", "pcap", "found"), { recursive: true });
  copyFileSync(file, found);
  return found;
}

function number(name, text) {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && text.trim() !== "") return value;
  return refuse(`--${name} must be a whole number, not ${text}`);
}

function refuse(why) {
  process.stderr.write(`fuzz: ${why}\n`);
  process.exit(2);
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
