import { writeReport } from "../notebook/report";
import { openRun } from "../notebook/run";
import { type Command, print, printJson, readArguments } from "./command";

export const reportCommand: Command = {
  name: "report",
  usage: "[RUN]",
  summary: "writes report.html of a run anew: design, checks with verdicts, figures, ground truth; default: the newest",
  help: [
    "  --json   { run, file, checks }",
    "",
    "Every run writes its report when it ends; where its captures are large, only this command reads them for it.",
  ],
  async run(args) {
    const { words, options } = readArguments(this, args, {}, { least: 0, most: 1 });
    const { folder } = openRun(words[0]);
    const { file, report } = await writeReport(folder, { captures: true });
    if (options.json) return printJson({ run: folder, file, checks: report.checks });
    for (const { what, verdict, why } of report.checks) print(`${verdict.padEnd(8)} ${what}: ${why}`);
    print(file);
  },
};
