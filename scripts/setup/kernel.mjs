import { existsSync } from "node:fs";
import { must } from "./command.mjs";
import { at, root, venv } from "./paths.mjs";
import { fingerprint, isStamped, stampIt } from "./stamp.mjs";

/** The kernel "munnin", registered with the JupyterLab of .venv. */
export function kernel() {
  const installer = at("kernel-helpers", "kernel", "install.cjs");
  const installed = at(".venv", "share", "jupyter", "kernels", "munnin", "kernel.json");
  const stamp = at(".setup", "kernel.stamp");
  // The kernelspec holds absolute paths: of node, and of the checkout.
  const print = fingerprint({ texts: [process.execPath, root], files: [at("kernel-helpers", "kernel")] });
  return {
    name: "notebook kernel",
    isDone: () => existsSync(installed) && isStamped(stamp, print),
    work: async () => {
      await must(process.execPath, [installer, venv]);
      stampIt(stamp, print);
    },
  };
}
