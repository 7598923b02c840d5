import { spawn } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import type { Installation } from "../lab/application";
import { type Places, fillPlaces, findPlaces } from "../lab/places";

/** The files of these installations that are not on this machine yet. */
export function missing(installations: readonly Installation[], run: string): readonly Installation[] {
  const places = placesOf(run);
  return installations.filter(({ product }) => !existsSync(fillPlaces(product, places)));
}

/** A program is made outside the lab, which alone has a scratch folder of its own. */
const placesOf = (run: string): Places => findPlaces({ run, scratch: run });

/**
 * Makes a program that an application needs, once for all runs of this machine: its file appears whole or not at all.
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
  const part = `${file}.part-${process.pid}`;
  const words = command.map((word) => fillPlaces(word.replace("{product}", part), places));
  mkdirSync(dirname(file), { recursive: true });
  onExec(words);
  try {
    const { status, output } = await finish(words, env, signal);
    signal.throwIfAborted();
    if (status !== 0)
      throw new Error(`${name} could not be made (${words[0]} ended with status ${status}): ${output.trim().split("\n").at(-1)}`);
    renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
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
