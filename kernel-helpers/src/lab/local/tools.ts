import type { Tool } from "../tool";
import { toolEnvironment } from "./command";
import type { Supervisor } from "./supervisor";

/** Starts a program of the lab's own where all bridges are. */
export async function startTool(supervisor: Supervisor, command: readonly string[]): Promise<Tool> {
  const { pid, exited, output, onOutput } = await supervisor.start({
    op: "spawn",
    ...{ argv: command, env: toolEnvironment(), stdout: null, stderr: null },
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
