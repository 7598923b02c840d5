// Executes notebooks in place, for committing: real outputs, and nothing in them of the machine that made them.
//
//     node notebooks/execute.mjs [NOTEBOOK…]        default: all
//
// The notebook stays as it was when a cell fails, or when an output holds a path of this machine.
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir, hostname, tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { must } from "../scripts/setup/command.mjs";
import { at, root, venvProgram } from "../scripts/setup/paths.mjs";

const folder = at("notebooks");
const given = process.argv.slice(2).map((path) => resolve(path));
const all = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));

for (const notebook of given.length > 0 ? given : all.map((name) => join(folder, name))) {
  const executed = join(dirname(notebook), `.executing-${basename(notebook)}`);
  try {
    const env = { MUNNIN_RUNS: process.env.MUNNIN_RUNS ?? at("munnin-runs") };
    await must(venvProgram("jupyter"), ["nbconvert", "--to", "notebook", "--execute", notebook, "--output", basename(executed)], { env });
    writeFileSync(executed, cleaned(readFileSync(executed, "utf8")));
    renameSync(executed, notebook);
    console.log(`executed ${basename(notebook)}`);
  } finally {
    rmSync(executed, { force: true });
  }
}

/** Without the times of execution, which differ each time; refused when it names a place on this machine. */
function cleaned(text) {
  const notebook = JSON.parse(text);
  for (const cell of notebook.cells) delete cell.metadata.execution;
  const result = `${JSON.stringify(notebook, null, 1)}\n`;
  // Short names, such as /root, may stand in any text.
  const machine = [root, homedir(), tmpdir(), hostname()].filter((place) => place.length > 6);
  for (const place of machine) if (result.includes(place)) throw new Error(`an output holds ${place}, which is of this machine only`);
  return result;
}
