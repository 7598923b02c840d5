import type { Tool } from "../tool";
import { toolEnvironment } from "./command";
import type { Supervisor } from "./supervisor";

/** Starts a program of the lab's own where all bridges are. @param life whole seconds after which it ends, whoever else hangs */
export async function startTool(supervisor: Supervisor, command: readonly string[], life?: number): Promise<Tool> {
  const { pid, exited, output, onOutput } = await supervisor.start({
    op: "spawn",
    ...{ argv: command, env: toolEnvironment(), life, stdout: null, stderr: null },
  });
  return {
    command,
    exited,
    output,
    says: (found) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (found(output())) resolve(true);
        };
        onOutput(look);
        look();
        void exited.then(() => resolve(found(output())));
      }),
    signal: (name) => supervisor.tell({ op: "signal", pid, signal: name }),
  };
}
