import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { wasAnswered } from "../../kernel-helpers/src/runfolder";
import { checkout, type Desk, desk, munnin } from "../run/munnin";

/** What a run of an application left: its folder, who sent to whom, and what users asked. */
export interface ApplicationRun {
  readonly run: string;
  readonly stolen: { readonly sent: number; readonly received: number; readonly captured: number };
  /** At level service. */
  readonly edges: readonly Edge[];
  /** Those that were answered, or failed, before the load ended. */
  readonly requests: readonly Request[];
}

export interface Edge {
  readonly source: string;
  readonly destination: string;
  readonly frames: number;
}

export interface Request {
  readonly method: string;
  readonly name: string;
  readonly status: number;
  readonly failure: string | null;
  readonly bytes: number;
}

/** Where programs that are made once on a machine lie: where runs of the user's own would look for them. */
export const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");

/** A desk whose runs find what was made on this machine before, and what Go keeps of it. */
export function deskWithCache(): Desk {
  const where = desk();
  return { ...where, env: { ...where.env, XDG_CACHE_HOME: cache, GOPATH: process.env.GOPATH ?? join(homedir(), "go") } };
}

/** Runs one of the experiments, which must end without a word of complaint. */
export async function runApplication(where: Desk, experiment: string, sets: readonly string[]): Promise<ApplicationRun> {
  const config = join(checkout, "experiments", `${experiment}.json`);
  const ended = await munnin(where, "run", config, "--json", ...sets.flatMap((set) => ["--set", set]));
  // A machine without the application's packages fails here, and is told what to type.
  expect(ended.stderr, ended.stderr).toBe("");
  const { run, stolen } = JSON.parse(ended.stdout) as ApplicationRun;
  const lines = readFileSync(join(run, "trial-0/load/requests.jsonl"), "utf8").trim().split("\n");
  return { run, stolen, edges: await edgesOf(where, run, "service"), requests: lines.map((line) => JSON.parse(line)).filter(wasAnswered) };
}

/** The edges of a run in its first minute. */
export async function edgesOf(where: Desk, run: string, level: "instance" | "service"): Promise<Edge[]> {
  const { stdout } = await munnin(where, "edges", run, "--every", "60", "--level", level);
  const rows = stdout.trim().split("\n").slice(1);
  return rows
    .map((line) => line.split(","))
    .map(([, , , source, destination, frames]) => ({ source, destination, frames: Number(frames) }));
}
