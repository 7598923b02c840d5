import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Exit } from "../lab";
import type { Command, Report, UsageReport } from "./protocol";
import { findProgram, labPath } from "./programs";

/** A child of the supervisor. */
export interface Child {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** What it has said so far on outputs that go to no file. */
  output(): string;
  onOutput(listener: () => void): void;
}

/** The lab's first process, seen from outside. When this process ends in any way, the lab ends with it. */
export interface Supervisor {
  /** Sends a command that has no child; rejects when the supervisor refuses it or has ended. */
  tell(command: Command): Promise<void>;
  /** Sends a command that starts a child. */
  start(command: Command): Promise<Child>;
  /** What its processes use of the machine. */
  usage(): Promise<UsageReport>;
  /** Resolves when every process of the lab has ended, with what the supervisor complained of. */
  readonly ended: Promise<string>;
  /** What it, or a child before it ran its command, has complained of so far. */
  complaints(): string;
  /** Ends every process of the lab. Any number of times. */
  kill(): Promise<void>;
}

/** The command that starts a supervisor: as root without a user namespace, else mapped to the same user. */
export function supervisorCommand(id: string): string[] {
  const isRoot = process.getuid?.() === 0;
  return [
    findProgram("unshare") ?? "unshare",
    ...(isRoot ? [] : ["--user", "--map-current-user", "--keep-caps"]),
    ...["--net", "--mount", "--ipc", "--pid", "--fork", "--kill-child", "--"],
    ...[findProgram("python3") ?? "python3", "-ESsB", path.resolve(__dirname, "../../../python/supervisor.py"), id],
  ];
}

/** Starts process 1 of a new lab; `id` only marks it in the process list. */
export function startSupervisor(id: string): Supervisor {
  const [program, ...rest] = supervisorCommand(id);
  // A session of its own: Ctrl-C in a terminal is for the one who holds the lab, who then ends it in order.
  const process_ = spawn(program, rest, { detached: true, cwd: "/", env: { PATH: labPath, LANG: "C.UTF-8", MUNNIN_RUN: id } });
  return converse(process_);
}

interface Answer {
  readonly child?: Child;
  readonly usage?: UsageReport;
}

interface Known {
  readonly child: Child;
  hear(text: string): void;
  exit(exit: Exit): void;
}

function makeChild(pid: number): Known {
  const listeners: (() => void)[] = [];
  let text = "";
  let exit!: (exit: Exit) => void;
  const exited = new Promise<Exit>((resolve) => (exit = resolve));
  const hear = (more: string): void => {
    text += more;
    listeners.forEach((listener) => listener());
  };
  return { child: { pid, exited, output: () => text, onOutput: (listener) => void listeners.push(listener) }, hear, exit };
}

function converse(process_: ChildProcessWithoutNullStreams): Supervisor {
  const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  const children = new Map<number, Known>();
  let next = 1;
  let complaints = "";
  let gone = false;

  const ended = new Promise<string>((resolve) => {
    const end = (reason: string): void => {
      gone = true;
      const message = complaints.trim() || reason;
      for (const { reject } of waiting.values()) reject(new Error(`the lab has ended: ${message}`));
      for (const { exit } of children.values()) exit({ code: null, signal: "SIGKILL" });
      waiting.clear();
      children.clear();
      resolve(message);
    };
    process_.on("error", (error) => end(error.message));
    process_.on("close", (code, signal) => end(`its first process ended with ${signal ?? `status ${code}`}`));
  });
  process_.stdin.on("error", () => undefined); // the end is told by "close"
  process_.stderr.on("data", (data: Buffer) => (complaints = (complaints + data.toString()).slice(-4000)));

  createInterface({ input: process_.stdout }).on("line", (line) => {
    const report = JSON.parse(line) as Report;
    if ("output" in report) return children.get(report.output)?.hear(report.text);
    if ("exit" in report) {
      children.get(report.exit)?.exit({ code: report.code, signal: report.signal });
      return children.delete(report.exit);
    }
    const request = waiting.get(report.id);
    waiting.delete(report.id);
    if (report.error !== undefined) return request?.reject(new Error(report.error));
    const known = report.pid === undefined ? undefined : makeChild(report.pid);
    if (known) children.set(known.child.pid, known);
    request?.resolve({ child: known?.child, usage: report.usage });
  });

  const send = (command: Command): Promise<Answer> =>
    new Promise((resolve, reject) => {
      if (gone) return reject(new Error("the lab has ended"));
      waiting.set(next, { resolve, reject });
      process_.stdin.write(`${JSON.stringify({ id: next++, ...command })}\n`);
    });

  return {
    ended,
    complaints: () => complaints.trim(),
    async tell(command) {
      await send(command);
    },
    async start(command) {
      return (await send(command)).child!;
    },
    async usage() {
      return (await send({ op: "usage" })).usage!;
    },
    async kill() {
      process_.stdin.destroy();
      const late = setTimeout(() => process_.kill("SIGKILL"), 500);
      await ended;
      clearTimeout(late);
    },
  };
}
