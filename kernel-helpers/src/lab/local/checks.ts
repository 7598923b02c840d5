import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Deployment } from "../deployment";
import type { Problem } from "../lab";
import { findProgram, programs, type ProgramName } from "./programs";
import { startSupervisor } from "./supervisor";
import { topologyOf } from "./topology";
import { wire } from "./wiring";

const leastSpace = 1e9;

/** The least lab that needs all that a real one needs. */
const trial: Deployment = {
  networks: [{ name: "trial", subnet: "10.77.0.0/24", outside: false, virtual: "10.96.0.0/24" }],
  instances: [
    {
      name: "trial.1",
      service: "trial",
      kind: "instance",
      attachments: [{ network: "trial", address: "10.77.0.2" }],
      stage: 0,
      processes: [],
    },
  ],
  virtuals: [{ service: "trial", network: "trial", address: "10.96.0.2" }],
};

/** Programs that only some labs need. */
const optional: Partial<Record<ProgramName, (deployment: Deployment) => boolean>> = {
  nft: ({ virtuals = [] }) => virtuals.length > 0,
  dnsmasq: ({ instances }) => instances.some(({ processes }) => processes.some(({ command }) => command[0] === "dnsmasq")),
};

/** What does without a program that is only for some labs. */
const without: Partial<Record<ProgramName, string>> = {
  nft: ", or switch it off: --set lab.virtualAddresses=false",
  dnsmasq: ", or switch it off: --set lab.resolver=false",
};

/**
 * What stands in the way of a local lab whose runs go to `runs`. Nothing is changed: the trial lab is gone when this returns.
 *
 * @param deployment the lab that is meant; default: any
 */
export async function problemsOf(runs: string, deployment?: Deployment): Promise<Problem[]> {
  if (process.platform !== "linux")
    return [
      { what: `a local lab needs Linux, and this is ${os.type()}`, remedy: "use a Linux machine, or look at the recorded run in samples/" },
    ];
  const needed = (Object.keys(programs) as ProgramName[]).filter((name) => !deployment || (optional[name]?.(deployment) ?? true));
  const missing = needed.filter((name) => findProgram(name) === null);
  const found = [...missingPrograms(missing), ...spaceProblems(runs)];
  if (missing.some((name) => name !== "tcpdump" && !optional[name])) return found;
  return [...found, ...(await namespaceProblems(needed.includes("nft") && !missing.includes("nft")))];
}

const missingPrograms = (names: readonly ProgramName[]): Problem[] =>
  names.map((name) => ({
    what: `the program ${name} was not found`,
    remedy: `sudo apt-get install -y ${programs[name]}${without[name] ?? ""}`,
  }));

function spaceProblems(runs: string): Problem[] {
  let folder = path.resolve(runs);
  while (!fs.existsSync(folder)) folder = path.dirname(folder);
  try {
    fs.accessSync(folder, fs.constants.W_OK);
  } catch {
    return [{ what: `runs cannot be written to ${folder}`, remedy: "set MUNNIN_RUNS to a folder of yours" }];
  }
  const { bavail, bsize } = fs.statfsSync(folder);
  const free = bavail * bsize;
  if (free >= leastSpace) return [];
  return [
    { what: `only ${Math.round(free / 1e6)} MB are free at ${folder}`, remedy: "free 1 GB there, or set MUNNIN_RUNS to another disk" },
  ];
}

/** Makes a lab and ends it again: that alone tells whether namespaces can be made, since a kernel may give them without their rights. */
async function namespaceProblems(translates: boolean): Promise<Problem[]> {
  const supervisor = startSupervisor("check");
  try {
    await supervisor.tell({ op: "setup", keep: [] });
    await wire(supervisor, topologyOf(translates ? trial : { ...trial, virtuals: [] }));
    return [];
  } catch (error) {
    return [{ what: `this machine refuses to make a lab: ${(error as Error).message.replaceAll("\n", " ")}`, remedy: namespaceRemedy() }];
  } finally {
    await supervisor.kill();
  }
}

const kernelSetting = (name: string): string | null => {
  try {
    return fs.readFileSync(`/proc/sys/${name.replaceAll(".", "/")}`, "utf8").trim();
  } catch {
    return null;
  }
};

/** What to do when namespaces are refused, from the kernel's own settings. */
export function namespaceRemedy(setting = kernelSetting, isRoot = process.getuid?.() === 0): string {
  if (isRoot) return "in a container, start it with --privileged; root is not enough without the right to mount";
  if (setting("kernel.apparmor_restrict_unprivileged_userns") === "1")
    return "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0";
  if (setting("kernel.unprivileged_userns_clone") === "0") return "sudo sysctl -w kernel.unprivileged_userns_clone=1";
  if (setting("user.max_user_namespaces") === "0") return "sudo sysctl -w user.max_user_namespaces=15000";
  return "run as root, or allow user namespaces; in a container, start it with --privileged";
}
