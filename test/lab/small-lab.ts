import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { startCapture } from "../../kernel-helpers/src/capture/capture";
import type { Deployment, InstanceSpec, ProcessSpec } from "../../kernel-helpers/src/lab/deployment";
import { localLab } from "../../kernel-helpers/src/lab/local";
import type { Lab } from "../../kernel-helpers/src/lab/lab";

export const python = "/usr/bin/python3";

/** Answers every connection on port 8000 with the address that it sees the caller at. */
export const echo = (port = 8000): ProcessSpec => ({
  name: "echo",
  command: [
    python,
    "-c",
    `import socket
s = socket.create_server(("", ${port}))
while True:
    c, peer = s.accept()
    c.sendall(peer[0].encode())
    c.close()`,
  ],
  ready: { port },
});

export const instance = (name: string, at: Readonly<Record<string, string>>, more: Partial<InstanceSpec> = {}): InstanceSpec => ({
  name,
  service: name.split(".")[0],
  kind: "instance",
  attachments: Object.entries(at).map(([network, address]) => ({ network, address })),
  stage: 0,
  processes: [],
  ...more,
});

/** One network, instances `web.1`, `web.2`, … with the same processes. */
export const oneNetwork = (count: number, processes: readonly ProcessSpec[]): Deployment => ({
  networks: [{ name: "inside", subnet: "10.77.0.0/24", outside: false }],
  instances: Array.from({ length: count }, (_, n) => instance(`web.${n + 1}`, { inside: `10.77.0.${n + 10}` }, { processes })),
});

export interface Room {
  readonly lab: Lab;
  readonly run: string;
  readonly commands: string[][];
  /** Removes the lab and its folder. */
  close(): Promise<void>;
}

let count = 0;

/** A lab with a run folder of its own, not up yet. */
export function openRoom(id = `test-${process.pid}-${count++}`): Room {
  const run = fs.mkdtempSync(path.join(os.tmpdir(), "munnin-lab-"));
  const commands: string[][] = [];
  const lab = localLab({ run, id, startCapture, onExec: (command) => commands.push(command) });
  return {
    lab,
    run,
    commands,
    async close() {
      await lab.down();
      fs.rmSync(run, { recursive: true, force: true });
    },
  };
}

/** Runs a Python script beside an instance to its end and returns what it printed. */
export async function script({ lab, run }: Room, name: string, text: string, more: Partial<ProcessSpec> = {}): Promise<string> {
  const beside = (await lab.instances()).find((candidate) => candidate.name === name);
  if (!beside) throw new Error(`no instance ${name}`);
  const out = path.join(run, `out-${count++}`);
  const process = await lab.exec(beside, { name: "script", command: [python, "-c", text], ...more }, { stdout: out });
  const { code } = await process.exited;
  if (code !== 0) throw new Error(`status ${code}: ${fs.readFileSync(path.join(run, "logs", `${name}.script.log`), "utf8")}`);
  return fs.readFileSync(out, "utf8");
}

export const patient = (): AbortSignal => new AbortController().signal;
