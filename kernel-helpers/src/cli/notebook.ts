import { spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { InputError } from "../config";
import { runsHome } from "../runfolder";
import { upward } from "../runfolder/upward";
import { type Command, readArguments } from "./command";

export const notebookCommand: Command = {
  name: "notebook",
  usage: "[--port N] [--no-browser]",
  summary: "opens JupyterLab with the Munnin kernel",
  async run(args) {
    const { options } = readArguments(this, args, { port: { type: "string" }, "no-browser": { type: "boolean" } }, { least: 0, most: 0 });
    if (options.port !== undefined && !/^\d{1,5}$/.test(options.port))
      throw new InputError(`notebook: --port must be a number from 0 to 65535, not ${options.port}`);
    // Made now, above all notebooks: their runs go where the panel looks for them.
    mkdirSync(runsHome(), { recursive: true });
    const jupyter = upward(__dirname, ".venv/bin/jupyter") ?? "jupyter";
    // The folder itself is served, so that runs can be opened, too; what opens first is its notebooks.
    const first = existsSync("notebooks") ? ["--LabApp.default_url=/lab/tree/notebooks"] : [];
    const port = options.port ? [`--ServerApp.port=${options.port}`] : [];
    const quiet = options["no-browser"] ? ["--no-browser"] : [];
    // Its limit is for servers of many; here it would drop output of a cell that prints much.
    const limits = ["--ZMQChannelsWebsocketConnection.limit_rate=False"];
    const root = process.getuid?.() === 0 ? ["--allow-root"] : [];
    const child = spawn(
      jupyter,
      ["lab", "--MultiKernelManager.default_kernel_name=munnin", ...limits, ...first, ...port, ...quiet, ...root],
      {
        stdio: "inherit",
      },
    );
    // An interrupt at the terminal reaches JupyterLab by itself, which asks whether it is meant; other ends are passed on.
    const ignore = () => {};
    const passOn = (name: NodeJS.Signals) => child.kill(name);
    process.on("SIGINT", ignore).on("SIGTERM", passOn).on("SIGHUP", passOn);
    return new Promise((done, fail) => {
      child.on("error", () => fail(new InputError("notebook: JupyterLab was not found; npm start sets it up")));
      child.on("exit", (code) => done(code ?? 1));
    }).finally(() => process.off("SIGINT", ignore).off("SIGTERM", passOn).off("SIGHUP", passOn)) as Promise<number>;
  },
};
