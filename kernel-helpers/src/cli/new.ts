import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { checkExperiment, InputError, readWritten } from "../config";
import { tellConversion } from "./configuration";
import { type Command, print, printJson, readArguments } from "./command";

/** Where the build puts the experiments that ours begin with. */
const templates = join(__dirname, "../experiments");

export const newCommand: Command = {
  name: "new",
  usage: "NAME [--from CONFIG]",
  summary: "writes NAME.json, an experiment to change and run",
  help: [
    "  --from CONFIG     what it begins with: one of the built-in experiments, or a file, also one of the predecessor; default quickstart",
    "  --set key=value   replaces a value of it; may be given more than once",
  ],
  async run(args) {
    const { words, options } = readArguments(
      this,
      args,
      { from: { type: "string", default: "quickstart" }, set: { type: "string", multiple: true } },
      { least: 1, most: 1 },
    );
    const [name] = words;
    const source = sourceOf(options.from);
    const config = { ...readWritten(source, options.set, tellConversion(source)), name };
    const file = `${name}.json`;
    // Its name is checked before it becomes the name of a file.
    const result = checkExperiment(config, file);
    if ("errors" in result) throw result.errors[0];
    write(file, config);
    if (options.json) printJson({ file });
    else print(file);
  },
};

function sourceOf(from: string): string {
  if (existsSync(from)) return from;
  const known = readdirSync(templates)
    .filter((file) => file.endsWith(".json"))
    .map((file) => basename(file, ".json"));
  if (known.includes(from)) return join(templates, `${from}.json`);
  throw new InputError(`--from ${from}: is no file, and none of ${known.join(", ")}`);
}

function write(file: string, config: object): void {
  try {
    writeFileSync(file, JSON.stringify(config, null, 2) + "\n", { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new InputError(`${file}: is there already; give another name, or remove it`);
  }
}
