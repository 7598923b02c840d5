import { readFileSync, readdirSync, readlinkSync } from "node:fs";

/** Clock ticks a second, as Linux counts CPU time. */
const ticks = 100;

/** Follows the CPU time of the agents whose run lies in a folder. */
export function agentsOf(folder) {
  const seen = new Map(); // pid → [first look, last look], each { time, cpu }
  return {
    look() {
      for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
        const cpu = cpuOf(pid, folder);
        if (cpu === null) continue;
        const now = { time: performance.now() / 1000, cpu };
        seen.set(pid, [seen.get(pid)?.[0] ?? now, now]);
      }
    },
    /** Share of a core that the busiest agent used while it was looked at. */
    busiest() {
      const shares = [...seen.values()].map(([first, last]) => (last.cpu - first.cpu) / Math.max(1, last.time - first.time));
      return Math.max(0, ...shares);
    },
  };
}

/** CPU seconds of a process that is an agent writing into the folder; null for any other. */
function cpuOf(pid, folder) {
  try {
    if (!readFileSync(`/proc/${pid}/cmdline`, "latin1").includes("dist/agent.js")) return null;
    if (!readlinkSync(`/proc/${pid}/fd/1`).startsWith(folder)) return null;
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) / ticks;
  } catch {
    return null; // it has ended
  }
}
