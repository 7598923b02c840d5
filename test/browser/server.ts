import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export const repository = join(__dirname, "..", "..");

/** A JupyterLab with our kernel and extension that sees nothing of the user's settings, and serves a folder of its own. */
export interface LabServer {
  readonly url: string;
  /** The folder that it serves: it has `experiments/`, `notebooks/` and `samples/`; runs go to its `munnin-runs/`. */
  readonly root: string;
  /** What `munnin` commands need to see the same runs. */
  readonly env: NodeJS.ProcessEnv;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts `munnin notebook` in a scratch folder, and waits until it answers. */
export async function startLab(): Promise<LabServer> {
  const scratch = mkdtempSync(join(tmpdir(), "munnin-browser-"));
  const root = join(scratch, "work");
  mkdirSync(root, { recursive: true });
  for (const folder of ["experiments", "notebooks", "samples"]) cpSync(join(repository, folder), join(root, folder), { recursive: true });
  const env = environment(scratch);
  const port = await freePort();
  const program = join(repository, "kernel-helpers", "bin", "munnin.js");
  const child = spawn(process.execPath, [program, "notebook", "--no-browser", "--port", String(port)], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true, // A group of its own, so that nothing of it is left where it has to be killed.
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (output = (output + bytes).slice(-20_000)));
  const url = `http://127.0.0.1:${port}`;
  await answers(`${url}/api`, child, () => output);
  return {
    url,
    root,
    env,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) {
        const ended = new Promise((resolve) => child.once("exit", resolve));
        child.kill("SIGTERM");
        await Promise.race([ended, pause(30_000)]);
        if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, "SIGKILL");
      }
      rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function environment(scratch: string): NodeJS.ProcessEnv {
  const inside = (...parts: string[]) => join(scratch, ...parts);
  const write = (file: string, content: object) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(content));
  };
  write(inside("config", "jupyter_server_config.json"), {
    IdentityProvider: { token: "" },
    ServerApp: { password: "", port_retries: 0, allow_root: true, disable_check_xsrf: true },
    LabApp: { expose_app_in_browser: true },
    FileContentsManager: { delete_to_trash: false },
  });
  // The question whether to fetch news would lie over everything.
  write(inside("settings", "@jupyterlab", "apputils-extension", "notification.jupyterlab-settings"), { fetchNews: "false" });
  const { MUNNIN_RUNS: _runs, ...rest } = process.env;
  return {
    ...rest,
    JUPYTER_CONFIG_DIR: inside("config"),
    JUPYTER_RUNTIME_DIR: inside("runtime"),
    JUPYTER_DATA_DIR: inside("data"),
    JUPYTERLAB_SETTINGS_DIR: inside("settings"),
    JUPYTERLAB_WORKSPACES_DIR: inside("workspaces"),
    XDG_STATE_HOME: inside("state"),
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function answers(url: string, child: ChildProcess, output: () => string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`JupyterLab ended with status ${child.exitCode}:\n${output()}`);
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await pause(200);
  }
  throw new Error(`JupyterLab did not answer within a minute:\n${output()}`);
}
