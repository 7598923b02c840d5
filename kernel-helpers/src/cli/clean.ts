import { InputError } from "../config";
import { cleanRun, runsToClean } from "../run";
import { type Command, print, printJson, readArguments } from "./command";

export const cleanCommand: Command = {
  name: "clean",
  usage: "[RUN…|--all]",
  summary: "removes what runs left behind and proves it; run folders are kept",
  help: ["Without names: every run whose coordinator has died. With a name or --all also those that still go on: they are stopped."],
  async run(args) {
    const { words, options } = readArguments(this, args, { all: { type: "boolean" } }, { least: 0, most: 1000 });
    const chosen = runsToClean(words, options.all ?? false);
    const missing = words.find((word) => !chosen.some(({ id }) => word.includes(id)));
    if (missing !== undefined) throw new InputError(`${missing}: no live run has this name; nothing of it is left`);
    const cleaned = await Promise.all(chosen.map(cleanRun));
    if (options.json) printJson({ cleaned });
    else if (cleaned.length === 0) print("nothing to clean");
    else
      for (const { id, removed, left } of cleaned) {
        print(id);
        for (const line of removed) print(`  ${line}`);
        print(left.length === 0 ? "  no process of it is left" : `  STILL THERE: processes ${left.join(", ")}`);
      }
    return cleaned.every(({ left }) => left.length === 0) ? 0 : 1;
  },
};
