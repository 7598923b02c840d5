import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { InputError } from "../config";
import { type Command, readArguments } from "./command";

export const notebookCommand: Command = {
  name: "notebook",
  usage: "[--port N] [--no-browser]",
  summary: "opens JupyterLab with the Munnin kernel",
  async run(args) {
    const { options } = readArguments(this, args, { port: { type: "string" }, "no-browser": { type: "boolean" } }, { least: 0, most: 0 });
    if (options.port !== undefined && !/^\d{1,5}$/.test(options.port))
      throw new InputError(`notebook: --port must be a number from 0 to 65535, not ${options.port}`);
    const jupyter = findUpwards(".venv/bin/jupyter", __dirname) ?? "jupyter";
    const folder = existsSync("notebooks") ? "notebooks" : ".";
    const child = spawn(
      jupyter,
      [
        "lab",
        folder,
        ...(options.port ? [`--ServerApp.port=${options.port}`] : []),
        ...(options["no-browser"] ? ["--no-browser"] : []),
        ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
      ],
      { stdio: "inherit" },
    );
    const ignore = () => {};
    process.on("SIGINT", ignore);
    return new Promise((done, fail) => {
      child.on("error", () => fail(new InputError("notebook: JupyterLab was not found; npm start sets it up")));
      child.on("exit", (code) => done(code ?? 1));
    }).finally(() => process.off("SIGINT", ignore)) as Promise<number>;
  },
};

function findUpwards(file: string, from: string): string | null {
  const candidate = resolve(from, file);
  return existsSync(candidate) ? candidate : dirname(from) === from ? null : findUpwards(file, join(from, ".."));
}
