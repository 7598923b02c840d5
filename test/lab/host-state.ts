import fs from "node:fs";

/** What a lab must leave as it was on its host. */
export interface HostState {
  readonly links: readonly string[];
  readonly mounts: readonly string[];
  readonly networkNamespaces: readonly string[];
  readonly sharedMemory: readonly string[];
}

const lines = (file: string): string[] => fs.readFileSync(file, "utf8").trim().split("\n");
const files = (folder: string): string[] => (fs.existsSync(folder) ? fs.readdirSync(folder).sort() : []);

/** The host as this process sees it: links, mounts, named network namespaces, shared memory of both kinds. */
export function hostState(): HostState {
  return {
    links: lines("/proc/net/dev")
      .slice(2)
      .map((line) => line.trim().split(":")[0])
      .sort(),
    mounts: lines("/proc/self/mounts").sort(),
    networkNamespaces: files("/run/netns"),
    sharedMemory: [...files("/dev/shm"), ...lines("/proc/sysvipc/shm").slice(1)],
  };
}

const orNothing = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch {
    return null; // the process has ended meanwhile, or is another user's
  }
};

/** All processes but those that have ended and that their parent, perhaps the machine's first process, has yet to reap. */
const pids = (): number[] =>
  fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => !(orNothing(() => fs.readFileSync(`/proc/${pid}/stat`, "utf8")) ?? ") Z").includes(") Z"))
    .map(Number);

/** Processes that carry a run's id in their environment, in any namespace. */
export const processesOf = (id: string): number[] =>
  pids().filter((pid) => orNothing(() => fs.readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(`MUNNIN_RUN=${id}`)));

const kinds = ["net", "mnt", "pid", "user", "ipc"] as const;
const namespacesOf = (pid: number | "self"): string[] =>
  kinds.map((kind) => orNothing(() => fs.readlinkSync(`/proc/${pid}/ns/${kind}`))).filter((name) => name !== null);

/** The namespaces of a run's processes that are not our own. */
export function namespacesOfRun(id: string): string[] {
  const ours = new Set(namespacesOf("self"));
  return [...new Set(processesOf(id).flatMap(namespacesOf))].filter((name) => !ours.has(name));
}

/** Processes of the machine that are in one of these namespaces. */
export const processesIn = (namespaces: readonly string[]): number[] =>
  pids().filter((pid) => namespacesOf(pid).some((name) => namespaces.includes(name)));

const describe = (pid: number): string =>
  `${pid} ${orNothing(() => fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " "))}`;

/** Waits until nothing of a run is there any more; returns how long that took, in milliseconds. Throws after `within` of them. */
export async function emptied(id: string, namespaces: readonly string[], within: number): Promise<number> {
  const begin = performance.now();
  for (;;) {
    const left = [...processesOf(id), ...processesIn(namespaces)];
    const took = performance.now() - begin;
    if (left.length === 0) return took;
    if (took > within) throw new Error(`after ${within} ms there are still: ${left.map(describe).join("; ")}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
