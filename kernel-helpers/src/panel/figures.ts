import { spawn } from "node:child_process";
import { join } from "node:path";
import { InputError } from "../config";
import type { Drawing } from "./requests";
import { shownRuns } from "./runs";

/** The command line's program, beside `dist`. */
const program = join(__dirname, "..", "..", "bin", "munnin.js");

const drawings = new Map<string, Drawing>();

/** Begins to draw the figures of a run into its folder, as `munnin plot` does, in a process of its own. @throws InputError for no run */
export function draw(folder: string): null {
  if (!shownRuns().includes(folder)) throw new InputError(`${folder}: no such run`);
  if (drawings.get(folder) === "under way") return null;
  drawings.set(folder, "under way");
  const child = spawn(process.execPath, [program, "plot", folder, "--json"], { stdio: ["ignore", "ignore", "pipe"] });
  let complaints = "";
  child.stderr.on("data", (bytes: Buffer) => (complaints = (complaints + bytes.toString()).slice(-2000)));
  child.once("error", ({ message }) => drawings.set(folder, { problem: message }));
  child.once("close", (status) => {
    const problem = complaints.replace(/^munnin: /gm, "").trim() || "munnin plot ended without a word";
    drawings.set(folder, { problem: status === 0 ? null : problem });
  });
  return null;
}

/** How a drawing that was begun here stands; null when there was none. */
export function drawing(folder: string): Drawing | null {
  return drawings.get(folder) ?? null;
}
