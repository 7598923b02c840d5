import type { Reading } from "../notebook/reading";
import { openRun } from "../notebook/run";
import { summarise as summariseRun } from "../notebook/runsummary";
import { describeRate } from "./rates";
import { type Command, print, printJson, readArguments } from "./command";

export const summaryCommand: Command = {
  name: "summary",
  usage: "[RUN]",
  summary: "sums up a run: packets, drops, edges, stolen bytes by ledger, receiver and capture; default: the newest",
  async run(args) {
    const { words, options } = readArguments(this, args, {}, { least: 0, most: 1 });
    const { folder } = openRun(words[0]);
    const summary = await summarise(folder);
    if (options.json) return printJson(summary);
    const { stolen, differences } = summary;
    print(`run       ${folder}`);
    print(`packets   ${summary.packets}, ${summary.dropped} dropped`);
    print(`edges     ${summary.edges} between services`);
    print(`stolen    ${stolen.sent} bytes sent, ${stolen.received} received, ${stolen.captured} seen in the capture`);
    if (summary.retransmitted > 0) print(`again     ${summary.retransmitted} bytes of the thief's were retransmitted`);
    if (summary.recovered !== null) print(`file      ${summary.recovered ? "arrived whole" : "did NOT arrive whole"}`);
    for (const line of summary.rates.flatMap(describeRate)) print(line);
    for (const difference of differences) print(`differs   ${difference}`);
    for (const figure of summary.figures) print(`figure    ${figure}`);
  },
};

/** A run's summary with its folder: what `munnin run --json` ends with. */
export async function summarise(folder: string, read?: Reading) {
  return { run: folder, ...(await summariseRun(folder, read)) };
}
