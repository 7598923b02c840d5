import { spawn } from "node:child_process";
import { join } from "node:path";
import { at } from "../setup/paths.mjs";

/** Starts munnin with runs in `<folder>/runs`. */
function start(args, folder) {
  const env = { ...process.env, MUNNIN_RUNS: join(folder, "runs") };
  const child = spawn(process.execPath, [at("kernel-helpers/bin/munnin.js"), ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (bytes) => (stdout += bytes));
  child.stderr.on("data", (bytes) => (stderr += bytes));
  const ended = new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
  return { pid: child.pid, ended };
}

/** What munnin says on its standard output. @throws when it fails, with what it complains of */
export async function output(args, folder) {
  const { code, stdout, stderr } = await start(args, folder).ended;
  if (code !== 0) throw new Error(stderr.trim() || `munnin ${args[0]} ended with ${code}`);
  return stdout;
}

/** The same, of which `look` is told the process's id each second while it runs. A run that fails is told in `problem`, its folder is there all the same. */
export async function watched(args, folder, look) {
  const { pid, ended } = start(args, folder);
  const looks = setInterval(() => look(pid), 1000);
  try {
    const { code, stdout, stderr } = await ended;
    return { stdout, problem: code === 0 ? null : stderr.trim() };
  } finally {
    clearInterval(looks);
  }
}
