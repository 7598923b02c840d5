import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout, whatever the current folder is. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A path inside the checkout. */
export const at = (...parts) => join(root, ...parts);

/** Python's environment with JupyterLab and Locust, and the programs in it. */
export const venv = at(".venv");
export const venvProgram = (name) => join(venv, "bin", name);

/** Whether a module is the program that was started, and not imported by another: isMain(import.meta.url). */
export const isMain = (url) => process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url);
