import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Runs a program to its end: its time in milliseconds, the peak of its resident memory in bytes, and its standard output.
 *
 * @throws Error when it is not there, or fails
 */
export async function measured(program, args) {
  const started = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const [output, complaints] = [[], []];
  child.stdout.on("data", (data) => output.push(data));
  child.stderr.on("data", (data) => complaints.push(data));
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, highWater(child.pid))), 10);
  try {
    const code = await new Promise((resolve, reject) => {
      child.on("error", (error) =>
        reject(error.code === "ENOENT" ? new Error(`${program} is not installed (apt-get install ${program})`) : error),
      );
      child.on("close", resolve);
    });
    if (code !== 0) throw new Error(`${program} ended with status ${code}: ${Buffer.concat(complaints).toString().trim()}`);
  } finally {
    clearInterval(watch);
  }
  return { milliseconds: performance.now() - started, peak, output: Buffer.concat(output).toString() };
}

/** The most memory that a process had so far, as Linux counts it; 0 once it has ended. */
function highWater(pid) {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
