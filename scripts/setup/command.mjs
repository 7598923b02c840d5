import { spawn } from "node:child_process";
import { accessSync, constants, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { at, root } from "./paths.mjs";

// Ordinary users of Debian have no sbin on their PATH, but ip and ethtool live there.
const PATH = [process.env.PATH, "/usr/local/sbin", "/usr/sbin", "/sbin"].filter(Boolean).join(delimiter);

/** What children of the scripts see. */
export const environment = { ...process.env, PATH };

/** Whether a program is on the PATH, sbin included. */
export function hasProgram(name) {
  return PATH.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Runs a command to its end and returns { status, stdout, output }, where output has both streams as they came.
 * A program that is not there has the status 127, as in a shell.
 */
export function run(program, args, { env = {}, cwd = root } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env: { ...environment, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let output = "";
    child.stdout.on("data", (bytes) => {
      stdout += bytes;
      output += bytes;
    });
    child.stderr.on("data", (bytes) => (output += bytes));
    child.on("error", (error) => resolve({ status: 127, stdout, output: `${output}${error.message}\n` }));
    child.on("close", (code) => resolve({ status: code ?? 1, stdout, output }));
  });
}

/** Like run, but a failure is an error that shows the end of the output; the whole of it goes to .setup/. */
export async function must(program, args, options) {
  const result = await run(program, args, options);
  if (result.status === 0) return result;
  mkdirSync(at(".setup"), { recursive: true });
  writeFileSync(at(".setup", "failed.log"), result.output);
  const end = result.output.trimEnd().split("\n").slice(-25).join("\n");
  throw new Error(`${[program, ...args].join(" ")}\nfailed with status ${result.status}:\n${end}\n(all of it: .setup/failed.log)`);
}

/** Runs a command whose output goes straight to the terminal; returns its status. */
export function show(program, args, { env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, env: { ...environment, ...env }, stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", (error) => {
      process.stderr.write(`${program}: ${error.message}\n`);
      resolve(127);
    });
    child.on("close", (code) => resolve(code ?? 1));
  });
}
