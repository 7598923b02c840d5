import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { Installation } from "../lab/application";
import { type Places, fillPlaces, findPlaces } from "../lab/places";

/** The files of these installations that are not on this machine yet. */
export function missing(installations: readonly Installation[], run: string): readonly Installation[] {
  const places = placesOf(run);
  return installations.filter(({ product }) => !existsSync(fillPlaces(product, places)));
}

/** A program is made outside the lab, which alone has a scratch folder of its own. */
const placesOf = (run: string): Places => findPlaces({ run, scratch: run });

/** Where a run makes a program, beside it: all that is not yet there whole. */
const makingFolder = (file: string, id: string): string => `${file}.${id}.making`;

/** Removes what a run that was killed had of programs that it was making. @returns what was removed */
export function removeUnfinished(id: string): string[] {
  const { cache } = placesOf(".");
  const found = existsSync(cache) ? readdirSync(cache).filter((name) => name.endsWith(`.${id}.making`)) : [];
  for (const name of found) rmSync(join(cache, name), { recursive: true, force: true });
  return found.map((name) => join(cache, name));
}

/**
 * Makes a program that an application needs, once for all runs of this machine: its file appears whole or not at all.
 *
 * What makes it carries the run's id in its environment, as the lab's processes do, and has its temporary files where the rest of an unfinished program is.
 *
 * @param onExec told the command just before it runs
 * @throws when the command fails, with the last line that it said; when the signal aborts
 */
export async function install(
  { name, product, command, env = {} }: Installation,
  { run, signal, onExec }: { readonly run: string; readonly signal: AbortSignal; readonly onExec: (command: string[]) => void },
): Promise<void> {
  const places = placesOf(run);
  const file = fillPlaces(product, places);
  // Two runs may make it at the same time: the last to finish wins, with the same file.
  const making = makingFolder(file, basename(places.run));
  const [part, temporary] = ["product", "tmp"].map((name) => join(making, name));
  const words = command.map((word) => fillPlaces(word.replace("{product}", part), places));
  mkdirSync(temporary, { recursive: true });
  onExec(words);
  try {
    const { status, output } = await finish(words, { ...env, MUNNIN_RUN: basename(places.run), TMPDIR: temporary }, signal);
    signal.throwIfAborted();
    if (status !== 0)
      throw new Error(`${name} could not be made (${words[0]} ended with status ${status}): ${output.trim().split("\n").at(-1)}`);
    renameSync(part, file);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

function finish([program, ...args]: string[], env: Readonly<Record<string, string>>, signal: AbortSignal) {
  return new Promise<{ status: number | null; output: string }>((done, fail) => {
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"], detached: true });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (output = (output + text).slice(-4000)));
    // A compiler has children of its own: they are one process group.
    const end = () => child.pid !== undefined && process.kill(-child.pid, "SIGTERM");
    signal.addEventListener("abort", end, { once: true });
    child.on("error", fail).on("close", (status) => {
      signal.removeEventListener("abort", end);
      done({ status, output });
    });
  });
}
