// Builds kernel-helpers/dist: TypeScript by its own compiler, the loops of kernel-helpers/assembly by AssemblyScript's, and the files that
// run alone elsewhere by esbuild. As a program, builds the JupyterLab extension, too.
import { cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import { must } from "./setup/command.mjs";
import { extension } from "./setup/extension.mjs";
import { at, isMain } from "./setup/paths.mjs";
import { fingerprint, isStamped, stampIt } from "./setup/stamp.mjs";
import { clock, duration, take } from "./setup/step.mjs";

/** Programs that are sent to other places as one file: nothing but node's built-ins may be left outside. */
const bundles = [
  { entry: "kernel-helpers/src/exfil/agent/main.ts", out: "kernel-helpers/dist/agent.js" },
  ...["shop", "smoke", "hotrod", "wordpress", "seaweedfs", "cluster"].flatMap(services),
];

/** The services of a built-in application: one file each starts three times faster than its modules one by one. */
function services(application) {
  const folder = `kernel-helpers/src/app/${application}/services`;
  return readdirSync(at(folder)).map((file) => ({
    entry: `${folder}/${file}`,
    out: `kernel-helpers/dist/services/${application}/${file.replace(/\.ts$/, ".js")}`,
  }));
}

// node_modules/.bin/tsc belongs to the notebook kernel's older TypeScript.
const tsc = at("node_modules", "typescript", "bin", "tsc");
const asc = at("node_modules", "assemblyscript", "bin", "asc.js");
/** The memory of the loops over packets is given to them, and of the shared kind, which stays readable where it is while it grows
 * (kernel-helpers/src/edges/engine.ts); that of the searches is their own. */
const compiled = [
  {
    entry: "kernel-helpers/assembly/loops.ts",
    out: "kernel-helpers/dist/edges/loops.wasm",
    memory: ["--importMemory", "--sharedMemory", "--initialMemory", "16", "--maximumMemory", "65536", "--enable", "threads"],
  },
  { entry: "kernel-helpers/assembly/paths.ts", out: "kernel-helpers/dist/metrics/paths.wasm", memory: [] },
];

/** The step that builds, when something that the build reads has changed since the last time. */
export function build() {
  const stamp = at(".setup", "build.stamp");
  const sources = [
    "kernel-helpers/src",
    "experiments",
    "kernel-helpers/assembly",
    "kernel-helpers/tsconfig.json",
    "tsconfig.base.json",
    "package-lock.json",
    "scripts/build.mjs",
  ];
  const print = fingerprint({ files: sources.map((path) => at(path)) });
  return {
    name: "build",
    isDone: () =>
      isStamped(stamp, print) &&
      ["kernel-helpers/dist/index.js", ...[...compiled, ...bundles].map(({ out }) => out)].every((file) => existsSync(at(file))),
    work: async () => {
      await must(process.execPath, [tsc, "-b", "kernel-helpers"]);
      await compileLoops();
      await bundleAll();
      cpSync(at("experiments"), at("kernel-helpers/dist/experiments"), { recursive: true });
      stampIt(stamp, print);
    },
  };
}

async function compileLoops() {
  for (const { entry, out, memory } of compiled) {
    mkdirSync(dirname(at(out)), { recursive: true });
    await must(process.execPath, [asc, at(entry), "-o", at(out), "-O3", "--runtime", "stub", "--noAssert", ...memory]);
  }
}

async function bundleAll() {
  // Loaded late: set-up imports this file before npm's packages are there.
  const esbuild = await import("esbuild");
  for (const { entry, out } of bundles)
    await esbuild.build({
      entryPoints: [at(entry)],
      outfile: at(out),
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      external: ["pg-native"],
      logLevel: "warning",
    });
}

if (isMain(import.meta.url)) {
  const seconds = clock();
  await take({ ...build(), isDone: () => false });
  await take(extension());
  process.stdout.write(`built in ${duration(seconds())}\n`);
}
