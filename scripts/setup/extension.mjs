import { existsSync } from "node:fs";
import { must } from "./command.mjs";
import { at, root, venv } from "./paths.mjs";
import { fingerprint, isStamped, stampIt } from "./stamp.mjs";

const folder = (...parts) => at("lab-extension", ...parts);
const tsc = at("node_modules", "typescript", "bin", "tsc");
const builder = at("node_modules", "@jupyter", "builder", "lib", "build-labextension.js");
const core = at("node_modules", "@jupyterlab", "core-meta", "core.package.json");

/** The JupyterLab extension, built when something that it is built from has changed, and linked into the JupyterLab of .venv. */
export function extension() {
  const installed = at(".venv", "share", "jupyter", "labextensions", "munnin-lab", "package.json");
  const stamp = at(".setup", "extension.stamp");
  const sources = ["src", "style", "schema", "package.json", "tsconfig.json", "install.cjs"].map((path) => folder(path));
  // What the panel says to the library is typed by the library.
  const others = ["package-lock.json", "kernel-helpers/src/panel"].map((path) => at(path));
  const print = fingerprint({ texts: [root], files: [...sources, ...others] });
  return {
    name: "JupyterLab extension",
    hint: "built and linked: half a minute",
    isDone: () => existsSync(installed) && isStamped(stamp, print),
    work: async () => {
      await buildExtension();
      await must(process.execPath, [folder("install.cjs"), venv]);
      stampIt(stamp, print);
    },
  };
}

/** TypeScript, then one bundle for JupyterLab: by node alone, without the network. */
export async function buildExtension() {
  await must(process.execPath, [tsc, "-b", folder()]);
  await must(process.execPath, [builder, "--core-package-file", core, folder()], { cwd: folder() });
}
