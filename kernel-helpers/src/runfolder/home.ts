import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The folder that runs go to: `$MUNNIN_RUNS`, else the nearest `munnin-runs` upwards of `from`, else one in `from`. */
export function runsHome(from = process.cwd(), env: NodeJS.ProcessEnv = process.env): string {
  if (env.MUNNIN_RUNS) return resolve(from, env.MUNNIN_RUNS);
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const candidate = join(folder, "munnin-runs");
    if (existsSync(candidate) && statSync(candidate).isDirectory()) return candidate;
    if (dirname(folder) === folder) return join(resolve(from), "munnin-runs");
  }
}

/** Run folders in the folder that runs go to, the newest first (a run's id holds its time). */
export function findRuns(home = runsHome()): string[] {
  if (!existsSync(home)) return [];
  const time = (name: string) => /-(\d{8}-\d{6})-[0-9a-f]{4}$/.exec(name)?.[1] ?? "";
  return readdirSync(home)
    .filter((name) => existsSync(join(home, name, "run.json")))
    .sort((a, b) => (time(a) < time(b) ? 1 : time(a) > time(b) ? -1 : a < b ? 1 : -1))
    .map((name) => join(home, name));
}

/** The absolute folder of a run that is named by its folder, else by its id in the folder that runs go to; null when there is none. */
export function findRun(which: string, home = runsHome()): string | null {
  return [resolve(which), resolve(home, which)].find((folder) => existsSync(join(folder, "run.json"))) ?? null;
}

/** `<experiment>-<UTC yyyymmdd-hhmmss>-<4 hex>`. */
export function runId(experiment: string, seconds: number, fourHex: string): string {
  const stamp = new Date(seconds * 1000).toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-");
  return `${experiment}-${stamp}-${fourHex}`;
}
