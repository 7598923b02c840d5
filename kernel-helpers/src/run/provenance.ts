import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { arch, cpus, release, totalmem, type } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { applicationOf } from "../app";
import { findPlaces } from "../lab/places";
import { findProgram } from "../lab/local/programs";
import type { RunRecord } from "../runfolder";
import type { Plan } from "./plan";

const packageFolder = resolve(__dirname, "../..");

/** Version of this package. */
export const munninVersion = (JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { version: string }).version;

/** Milliseconds that a program may take to say which version it is. */
const patience = 5000;

const commit = ["--no-optional-locks", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"];
const python = "import importlib.metadata as m, platform; print(platform.python_version(), m.version('locust'))";

/**
 * What a run is made with: Munnin, and the programs whose work is in its data, as they say it themselves. One that says nothing is left out.
 *
 * @param run the run folder
 */
export async function versionsOf(
  plan: Pick<Plan, "experiment" | "deployment" | "installations">,
  run: string,
): Promise<RunRecord["versions"]> {
  const places = findPlaces({ run, scratch: run });
  const commands = plan.deployment.instances.flatMap(({ processes }) => processes.flatMap(({ command }) => command.join(" ")));
  const isUsed = (place: string): boolean => commands.some((command) => command.includes(place));
  const { packages } = applicationOf(plan.experiment);
  const asked: [wanted: boolean, command: readonly (string | null)[], pattern: RegExp, names: readonly string[]][] = [
    // Of this checkout, not of a project that Munnin is installed in.
    [existsSync(join(packageFolder, "../.git")), ["git", "-C", packageFolder, ...commit], /(\S+)/, ["commit"]],
    [true, [places.python, "-B", "-c", python], /(\S+) (\S+)/, ["python", "locust"]],
    [true, [findProgram("tcpdump"), "--version"], /tcpdump version (\S+)\s+libpcap version (\S+)/, ["tcpdump", "libpcap"]],
    [isUsed("dnsmasq"), [findProgram("dnsmasq"), "--version"], /version (\S+)/, ["dnsmasq"]],
    [(plan.deployment.virtuals ?? []).length > 0, [findProgram("nft"), "--version"], /v(\S+)/, ["nftables"]],
    [isUsed("{postgres}"), [places.postgres && join(places.postgres, "bin/postgres"), "--version"], /([\d.]+)/, ["postgresql"]],
    [isUsed("{valkey}"), [places.valkey, "--version"], /v=(\S+)/, ["valkey"]],
  ];
  const found = await Promise.all(
    asked.map(async ([wanted, command, pattern, names]) => {
      if (!wanted || command.includes(null)) return [];
      const values = pattern.exec(await said(command as string[]))?.slice(1) ?? [];
      return values.map((value, i): [string, string] => [names[i], value]);
    }),
  );
  const made = plan.installations.map(({ name }): [string, string] => [name.replace(/ \S+$/, "").toLowerCase(), name.split(" ").at(-1)!]);
  return {
    munnin: munninVersion,
    node: process.versions.node,
    ...Object.fromEntries([...found.flat(), ...made, ...(await packaged(packages?.debian ?? []))]),
  };
}

/** Versions of a distribution's packages, where dpkg knows them. */
async function packaged(names: readonly string[]): Promise<[string, string][]> {
  if (names.length === 0) return [];
  const lines = (await said(["dpkg-query", "--show", "--showformat=${Package} ${Version}\\n", ...names])).split("\n");
  return lines.flatMap((line): [string, string][] => {
    const [name, version] = line.split(" ");
    return version ? [[name, version]] : [];
  });
}

/** What a program says on its outputs; nothing when it does not work. */
async function said([program, ...args]: string[]): Promise<string> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, { timeout: patience });
    return stdout + stderr;
  } catch {
    return "";
  }
}

/** What a run was made on. */
export const machine = (): RunRecord["host"] => ({
  system: `${type()} ${release()} ${arch()}`,
  cores: cpus().length,
  memory: totalmem(),
  root: process.getuid?.() === 0,
});
