import { performance } from "node:perf_hooks";

/** Seconds for people: "0.4 s", "1 min 12 s". */
export function duration(seconds) {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** One finished line of a list of steps. */
export function line(mark, name, rest) {
  process.stdout.write(`  ${mark} ${name.padEnd(24)} ${rest}\n`);
}

/** Starts a clock; calling it gives the seconds since then. */
export function clock() {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}

/**
 * Does one step and tells so: its name, what came out, how long it took.
 *
 * A step is { name, hint?, isDone(), work() }. isDone returns a truthy value (a string is shown) when nothing has to be done; work
 * returns what is worth knowing, or nothing. An error of work is printed as a failed line and thrown on.
 */
export async function take({ name, hint, isDone, work }) {
  const seconds = clock();
  const done = await isDone();
  if (done) return line("✓", name, `${typeof done === "string" ? done : "there already"} (${duration(seconds())})`);
  line("…", name, hint ?? "");
  try {
    const told = await work();
    line("✓", name, `${told ? `${told}, ` : ""}${duration(seconds())}`);
  } catch (error) {
    line("✗", name, `failed after ${duration(seconds())}`);
    throw error;
  }
}
