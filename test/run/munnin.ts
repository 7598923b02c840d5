import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Event, readEvents } from "../../kernel-helpers/src/runfolder";

export const checkout = join(__dirname, "../..");

export type User = "root" | "ordinary user" | "user id without a name";
/** Whether the tests may be any user. Started by an ordinary one, they are that user in all of their runs. */
export const isRoot = process.getuid!() === 0;
/** All users that runs are tried as. */
export const users: readonly User[] = isRoot ? ["root", "ordinary user"] : ["ordinary user"];

/** The ids of users. */
export const userIds: Record<User, number> = { root: 0, "ordinary user": 65_534, "user id without a name": 54_321 };

/** A place of its own for a test's runs and for the registry of live runs. */
export interface Desk {
  readonly runs: string;
  readonly env: NodeJS.ProcessEnv;
  readonly user: User;
  /** A command that starts `munnin`, given as its last words. */
  readonly through?: readonly string[];
}

export function desk(wanted: User = "root"): Desk {
  const user = isRoot ? wanted : "ordinary user";
  const folder = mkdtempSync(join(tmpdir(), "munnin-run-"));
  const [runs, state, home] = ["runs", "state", "home"].map((name) => join(folder, name));
  for (const each of [runs, state, home]) mkdirSync(each);
  if (isRoot) for (const each of [folder, runs, state, home]) chownSync(each, userIds[user], userIds[user]);
  return { runs, user, env: { PATH: process.env.PATH, MUNNIN_RUNS: runs, XDG_STATE_HOME: state, HOME: home } };
}

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/**
 * Starts `munnin`. An ordinary user sees the checkout through a mount of its own: the checkout may lie below a folder that only
 * root may enter.
 */
export function startMunnin(where: Desk, ...args: string[]): Running {
  const own = [process.execPath, join(checkout, "kernel-helpers/bin/munnin.js"), ...args];
  const mount = join(where.runs, "../checkout");
  const script =
    'mount --bind "$0" "$1" && cd "$1" && shift && exec setpriv --reuid "$MUNNIN_TEST_USER" --regid "$MUNNIN_TEST_USER" --clear-groups -- "$@"';
  const isOwn = !isRoot || where.user === "root";
  if (!isOwn) mkdirSync(mount, { recursive: true });
  const seen = own.map((word) => (isOwn ? word : word.replace(checkout, mount)));
  const command = isOwn ? [...(where.through ?? []), ...seen] : ["unshare", "--mount", "sh", "-c", script, checkout, mount, ...seen];
  const child = spawn(command[0], command.slice(1), {
    env: { ...where.env, MUNNIN_TEST_USER: `${userIds[where.user]}` },
    cwd: isOwn ? checkout : "/",
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<Ended>((done, fail) =>
    child.on("error", fail).on("close", (status, signal) => done({ status, signal, stdout, stderr })),
  );
  return { child, ended };
}

export const munnin = (where: Desk, ...args: string[]): Promise<Ended> => startMunnin(where, ...args).ended;

/** The folder of the one run of a desk, once it is there. */
export async function runFolderOf(where: Desk, running: Running): Promise<string> {
  for (let waited = 0; waited < 30; waited += 0.05) {
    const [name] = readdirSync(where.runs).filter((entry) => existsSync(join(where.runs, entry, "run.json")));
    if (name) return join(where.runs, name);
    if (running.child.exitCode !== null) throw new Error(`munnin ended early: ${(await running.ended).stderr}`);
    await setTimeout(50);
  }
  throw new Error("no run folder within 30 s");
}

/** Waits until an event of the run is as wanted. */
export async function eventOf(run: string, wanted: (event: Event) => boolean, seconds = 60): Promise<Event> {
  for (let waited = 0; waited < seconds; waited += 0.02) {
    const found = readEvents(run).find(wanted);
    if (found) return found;
    await setTimeout(20);
  }
  throw new Error(
    `no such event within ${seconds} s; the last ones: ${readEvents(run)
      .slice(-3)
      .map(({ message }) => message)
      .join(" | ")}`,
  );
}

export const readJson = (file: string) => JSON.parse(readFileSync(file, "utf8"));
