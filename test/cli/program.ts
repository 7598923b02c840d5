import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const program = join(__dirname, "../../kernel-helpers/bin/munnin.js");

/** The recorded run. */
export const sample = join(__dirname, "../../samples/quickstart");

export const newFolder = (): string => mkdtempSync(join(tmpdir(), "munnin-cli-"));

/** Runs the built program. */
export async function munnin(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<{ status: number; out: string; err: string }> {
  if (!existsSync(join(__dirname, "../../kernel-helpers/dist/cli/main.js"))) throw new Error("the program is not built: npm run build");
  const child = spawn(process.execPath, [program, ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const [status] = (await once(child, "close")) as [number];
  return { status, out, err };
}
