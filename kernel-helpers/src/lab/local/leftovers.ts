import fs from "node:fs";

/** Pids of the first processes of the lab with this id, whoever holds it; `unshare`, which waits for one, reaps it and ends by itself. */
export function supervisorsOf(id: string): number[] {
  if (!fs.existsSync("/proc/self")) return [];
  const pids = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      const words = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
      return words[0].includes("python") && words.at(-2) === id && words.at(-3)?.endsWith("/supervisor.py");
    } catch {
      return false; // it has ended meanwhile
    }
  });
}

/** Ends a lab found by its id: when its first process ends, the kernel ends the rest. Resolves once it is gone. */
export async function endLeftovers(id: string): Promise<void> {
  for (let pids = supervisorsOf(id); pids.length > 0; pids = supervisorsOf(id)) {
    for (const pid of pids) {
      try {
        process.kill(pid, "SIGKILL");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
