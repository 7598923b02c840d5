import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, mkdirSync, readFileSync, readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Ended, Running, User } from "./munnin";
import { checkout, desk, userIds } from "./munnin";

/** A machine of a test's own: processes, mounts, links and IPC that nobody else touches, files of which only the runs outlive it. */
export interface Machine {
  /** Where the runs are, seen from outside. */
  readonly runs: string;
  start(...args: string[]): Running;
  munnin(...args: string[]): Promise<Ended>;
  /** Signals a process by its number inside. */
  kill(pid: number, signal: string): void;
  /** Numbers inside of the processes whose command line matches. */
  find(command: RegExp): number[];
  /** Runs a command inside, as root. */
  root(...command: string[]): string;
  /** All that there is: processes, namespaces that are not the machine's own, links, mounts, cgroups, files outside the runs, shared memory. */
  snapshot(): Promise<Record<string, readonly string[]>>;
  /** Ends every process at once, and starts anew with the same runs and registry. */
  reboot(): Promise<void>;
  end(): Promise<void>;
}

const setUp = `
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=0755 none /mnt
mkdir /mnt/checkout /mnt/desk
mount --bind "$1" /mnt/checkout
mount --bind "$2" /mnt/desk
for folder in /tmp /var/tmp /dev/shm; do mount -t tmpfs -o mode=1777 none $folder; done
mount -t tmpfs -o mode=0755 none /run
ip link set lo up
echo ready
exec sleep infinity`;

/** What a machine has, told by itself: one line each, with its kind in front. */
const look = `
import os, glob
def read(path):
    try: return open(path, "rb").read().decode("latin1")
    except OSError: return ""
mine = set()
pid = os.getpid()
while pid: mine.add(str(pid)); pid = int(read(f"/proc/{pid}/stat").rsplit(") ", 1)[1].split()[1])
spaces = set()
for pid in sorted(filter(str.isdigit, os.listdir("/proc")), key=int):
    stat = read(f"/proc/{pid}/stat")
    if not stat or stat.rsplit(") ", 1)[1][0] == "Z" or pid in mine - {"1"}: continue
    print("processes", pid, read(f"/proc/{pid}/cmdline").replace("\\0", " ").strip())
    for kind in ("net", "mnt", "pid", "ipc", "user", "uts", "cgroup"):
        try: spaces.add(os.readlink(f"/proc/{pid}/ns/{kind}"))
        except OSError: pass
for kind in ("net", "mnt", "pid", "ipc", "user", "uts", "cgroup"): spaces.discard(os.readlink(f"/proc/1/ns/{kind}"))
for space in sorted(spaces): print("namespaces", space)
for name in sorted(os.listdir("/sys/class/net") if os.path.isdir("/sys/class/net") else []): print("links", name)
for line in read("/proc/net/dev").splitlines()[2:]: print("links", line.split(":")[0].strip())
for line in read("/proc/self/mountinfo").splitlines(): print("mounts", " ".join(line.split()[3:]))
for line in read("/proc/sysvipc/shm").splitlines()[1:] + read("/proc/sysvipc/sem").splitlines()[1:]: print("ipc", line)
for line in read("/proc/net/unix").splitlines()[1:]: print("sockets", line.split()[7] if len(line.split()) > 7 else "")
for top in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/mnt/desk/home", "/mnt/desk/state"):
    for folder, _, names in os.walk(top):
        print("files", folder)
        for name in sorted(names): print("files", os.path.join(folder, name))
for folder, _, _ in os.walk("/sys/fs/cgroup"): print("cgroups", folder)
`;

export async function openMachine(user: User): Promise<Machine> {
  const where = desk(user);
  const folder = realpathSync(join(where.runs, ".."));
  // Where live runs are registered: the folder itself stays.
  mkdirSync(join(folder, "state/munnin"));
  chownSync(join(folder, "state/munnin"), userIds[user], userIds[user]);
  let host: ChildProcess;
  let init = 0;
  const enter = () => ["-t", `${init}`, "--net", "--mount", "--ipc", "--pid"];

  async function boot(): Promise<void> {
    const spaces = ["--pid", "--fork", "--kill-child", "--mount", "--mount-proc", "--net", "--ipc"];
    host = spawn("unshare", [...spaces, "sh", "-c", setUp, "machine", checkout, folder], { stdio: ["ignore", "pipe", "ignore"] });
    await new Promise<void>((resolve, reject) => {
      host.stdout!.once("data", () => resolve());
      host.once("exit", () => reject(new Error("the machine did not start")));
    });
    // Process 1 of the machine is the only child of unshare.
    init = Number(readFileSync(`/proc/${host.pid}/task/${host.pid}/children`, "utf8").trim());
  }

  const root = (...command: string[]): string => execFileSync("nsenter", [...enter(), ...command], { encoding: "utf8" });

  function start(...args: string[]): Running {
    const id = `${userIds[user]}`;
    const as = user === "root" ? [] : ["setpriv", "--reuid", id, "--regid", id, "--clear-groups", "--"];
    const own = [process.execPath, "/mnt/checkout/kernel-helpers/bin/munnin.js", ...args];
    const env = { PATH: process.env.PATH, MUNNIN_RUNS: "/mnt/desk/runs", XDG_STATE_HOME: "/mnt/desk/state", HOME: "/mnt/desk/home" };
    const child = spawn("nsenter", [...enter(), "sh", "-c", 'cd /mnt/desk && exec "$@"', "sh", ...as, ...own], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) child[name].setEncoding("utf8").on("data", (text: string) => (said[name] += text));
    const ended = new Promise<Ended>((done, fail) =>
      child.on("error", fail).on("close", (status, signal) => done({ status, signal, ...said })),
    );
    return { child, ended };
  }

  async function stop(): Promise<void> {
    if (host.exitCode !== null || host.signalCode !== null) return;
    const gone = new Promise((resolve) => host.once("exit", resolve));
    process.kill(init, "SIGKILL");
    await gone;
  }

  await boot();
  return {
    get runs() {
      return `/proc/${init}/root/mnt/desk/runs`;
    },
    start,
    munnin: (...args) => start(...args).ended,
    kill: (pid, signal) => void root("kill", `-${signal}`, `${pid}`),
    find: (command) => {
      const lines = root("ps", "-ewwo", "pid=,args=").trim().split("\n");
      return lines.filter((line) => command.test(line)).map((line) => parseInt(line, 10));
    },
    root,
    async snapshot() {
      // Orphans are reaped a moment after they end; sockets that wait for their end are nobody's.
      await setTimeout(300);
      const lines = root("python3", "-c", look).trim().split("\n");
      const kinds = new Map<string, string[]>();
      for (const line of lines) {
        const [kind] = line.split(" ", 1);
        kinds.set(kind, [...(kinds.get(kind) ?? []), line.slice(kind.length + 1)]);
      }
      return Object.fromEntries(kinds);
    },
    async reboot() {
      await stop();
      await boot();
    },
    end: stop,
  };
}

/** The only run of a machine that is not among the known ones, once it is there. */
export async function newRun(machine: Machine, known: readonly string[], running: Running): Promise<string> {
  for (let waited = 0; waited < 30; waited += 0.05) {
    const name = readdirSync(machine.runs).find(
      (entry) => !known.includes(entry) && readdirSync(join(machine.runs, entry)).includes("run.json"),
    );
    if (name) return join(machine.runs, name);
    if (running.child.exitCode !== null) throw new Error(`munnin ended early: ${(await running.ended).stderr}`);
    await setTimeout(50);
  }
  throw new Error("no run folder within 30 s");
}
