import { relative } from "node:path";
import { at, root } from "../setup/paths.mjs";
import { munnin } from "./lab.mjs";
import { executed } from "./notebook.mjs";

/** The run that comes with the repository. */
export const recordedRun = at("samples", "quickstart");

/** Says that nothing will be run here, why, and what would change that. Loud: a recorded result is not a result of this machine. */
export function sayRecorded(problems) {
  const bar = "!".repeat(100);
  process.stdout.write(
    `${bar}\n!! NO LAB CAN RUN ON THIS MACHINE. What follows is RECORDED: the run in ${relative(root, recordedRun)}/, made elsewhere.\n`,
  );
  for (const { what, remedy } of problems) process.stdout.write(`!!   ${what}\n!!     ${remedy}\n`);
  process.stdout.write(`${bar}\n\n`);
}

/** Prints what came out: the numbers of the run, and where everything is. */
export async function summary(run, { recorded }) {
  const { status, stdout, output } = await munnin("summary", run, "--json");
  if (status !== 0) throw new Error(`munnin summary ${relative(root, run)} failed:\n${output}`);
  const { packets, dropped, edges, stolen, figures } = JSON.parse(stdout);
  const numbers = [
    ["packets", `${count(packets)}, ${count(dropped)} dropped`],
    ["edges", count(edges)],
    ["bytes stolen", `${count(stolen.sent)} sent, ${count(stolen.received)} received, ${count(stolen.captured)} seen in the capture`],
    ["run folder", shown(run)],
    ["notebook", shown(executed)],
    ["figures", figures.length > 0 ? figures.map(shown).join(`\n${" ".repeat(18)}`) : "in the notebook"],
    ["open JupyterLab", "npm run notebook"],
  ];
  process.stdout.write(`Summary${recorded ? " of the RECORDED run (nothing was run on this machine)" : ""}\n`);
  for (const [name, value] of numbers) process.stdout.write(`  ${name.padEnd(15)} ${value}\n`);
}

const count = (number) => (number === null ? "an unknown number" : number.toLocaleString("en"));
const shown = (path) => relative(root, path) || ".";
