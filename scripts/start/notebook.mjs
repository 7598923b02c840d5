import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { environment } from "../setup/command.mjs";
import { at, root, venvProgram } from "../setup/paths.mjs";
import { clock, duration, line } from "../setup/step.mjs";
import { followNewRun } from "./events.mjs";
import { munnin } from "./lab.mjs";

const source = at("notebooks", "01-quick-start.ipynb");

/** Where runs go, and the executed copy of the notebook: the committed one stays as it is. */
export const runs = resolve(root, process.env.MUNNIN_RUNS ?? "munnin-runs");
export const executed = join(runs, "01-quick-start.executed.ipynb");

/**
 * Executes the quick start through the kernel, and tells meanwhile what its run does.
 * Returns the run's folder, or undefined when the notebook opened the recorded run.
 */
export async function executeNotebook({ recorded }) {
  mkdirSync(runs, { recursive: true });
  process.stdout.write(
    `Quick start\n  … ${relative(root, source)} runs${recorded ? "" : ": about two minutes, most of them the experiment's"}\n`,
  );
  const seconds = clock();
  const following = followNewRun(runs, teller(seconds));
  const args = ["nbconvert", "--to", "notebook", "--execute", source, "--output-dir", runs, "--output", "01-quick-start.executed"];
  const env = { ...environment, MUNNIN_RUNS: runs, ...(recorded ? { MUNNIN_RECORDED: "1" } : {}) };
  // A process group of its own: on ctrl-C the run is stopped first, by us.
  const child = spawn(venvProgram("jupyter"), args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const undo = stopOnSignal(child, following);
  const { status, output } = await ended(child);
  undo();
  following.stop();
  if (status !== 0) throw new Error(`the notebook failed:\n${output.trimEnd().split("\n").slice(-30).join("\n")}`);
  line("✓", "notebook", duration(seconds()));
  process.stdout.write("\n");
  if (recorded) return undefined;
  if (following.run === undefined) throw new Error(`the notebook made no run in ${runs}`);
  return following.run;
}

/** Prints an event when the phase is new, something is wrong, or nothing was printed for a while. */
function teller(seconds) {
  let phase = "";
  let last = -Infinity;
  return (event) => {
    const told = event.phase !== phase || event.level !== "info" || (event.exec === undefined && seconds() - last > 5);
    if (!told) return;
    phase = event.phase;
    last = seconds();
    const mark = { info: " ", warning: "!", error: "✗" }[event.level];
    line(mark, event.phase, `${duration(seconds()).padStart(11)}  ${event.message}`);
  };
}

/** The coordinator of a run outlives the notebook's kernel, so somebody who stops us wants it stopped by name. */
function stopOnSignal(child, following) {
  const stop = async (signal) => {
    process.stderr.write(`\n${signal}: stopping, and removing what the run has started\n`);
    following.stop();
    if (following.run) process.stdout.write((await munnin("clean", following.run)).output);
    try {
      process.kill(-child.pid, "SIGTERM");
    } catch {
      // It has ended by itself, with the run.
    }
    process.exit(signal === "SIGINT" ? 130 : 143);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  return () => process.off("SIGINT", stop).off("SIGTERM", stop);
}

function ended(child) {
  let output = "";
  child.stdout.on("data", (bytes) => (output += bytes));
  child.stderr.on("data", (bytes) => (output += bytes));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ status: code ?? 1, output }));
  });
}
