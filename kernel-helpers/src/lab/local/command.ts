import type { Supervisor } from "./supervisor";
import { scratchFolder } from "./protocol";
import { toolPath } from "./programs";

/** A command, and the instance in whose network namespace it runs; none: the lab's own, where the bridges are. */
export interface PlacedCommand {
  readonly command: readonly string[];
  readonly network?: string;
}

/** Environment of the lab's own tools. */
export const toolEnvironment = () => ({ PATH: toolPath(), LANG: "C.UTF-8", HOME: scratchFolder });

/**
 * Runs a command of the lab's own to its end and returns what it printed; `network` names the instance in whose namespace
 * it runs. Throws with the last line that it said when it fails.
 */
export async function run(
  supervisor: Supervisor,
  argv: readonly string[],
  { network, stdin }: { readonly network?: string; readonly stdin?: string } = {},
): Promise<string> {
  const child = await supervisor.start({ op: "spawn", argv, env: toolEnvironment(), network, stdin, stdout: null, stderr: null });
  if (stdin !== undefined) await supervisor.tell({ op: "closeStdin", pid: child.pid });
  const { code, signal } = await child.exited;
  if (code === 0) return child.output();
  const where = network ? ` in ${network}` : "";
  throw new Error(`${argv.join(" ")}${where} failed (${signal ?? `status ${code}`}): ${child.output().trim().split("\n").at(-1)}`);
}
