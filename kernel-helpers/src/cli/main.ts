import { InputError, perhaps } from "../config";
import { munninVersion } from "../run";
import { cleanCommand } from "./clean";
import type { Command } from "./command";
import { doctorCommand } from "./doctor";
import { edgesCommand } from "./edges";
import { newCommand } from "./new";
import { metricsCommand } from "./metrics";
import { notebookCommand } from "./notebook";
import { planCommand } from "./plan";
import { plotCommand } from "./plot";
import { reportCommand } from "./report";
import { runCommand } from "./run";
import { runsCommand } from "./runs";
import { schemaCommand } from "./schema";
import { sweepCommand } from "./sweep";
import { summaryCommand } from "./summary";

const commands: readonly Command[] = [
  doctorCommand,
  newCommand,
  schemaCommand,
  planCommand,
  runCommand,
  sweepCommand,
  runsCommand,
  summaryCommand,
  reportCommand,
  cleanCommand,
  edgesCommand,
  metricsCommand,
  plotCommand,
  notebookCommand,
];

/** The `munnin` program. Errors go to standard error, one line each; exit status 1 for a failed job, 2 for bad input. */
export async function main(args: readonly string[]): Promise<void> {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return; // Whoever reads may stop early (`| head`): then there is nothing more to say.
    process.stderr.write(`munnin: standard output: ${error.message}\n`);
    process.exit(1);
  });
  process.exitCode = await statusOf(args);
}

async function statusOf([name, ...rest]: readonly string[]): Promise<number> {
  if (name === "--version" || name === "-V") return (void process.stdout.write(munninVersion + "\n"), 0);
  if (name === undefined || name === "--help" || name === "-h" || name === "help")
    return (void process.stdout.write(overview()), name === undefined ? 2 : 0);
  const command = commands.find((candidate) => candidate.name === name);
  try {
    if (!command)
      throw new InputError(
        `${name} is no command${perhaps(
          name,
          commands.map((known) => known.name),
        )}; see munnin --help`,
      );
    if (rest.includes("--help") || rest.includes("-h")) return (void process.stdout.write(helpOf(command)), 0);
    return (await command.run(rest)) ?? 0;
  } catch (error) {
    process.stderr.write(`munnin: ${(error as Error).message}\n`);
    if (error instanceof InputError) return 2;
    if (process.env.MUNNIN_DEBUG) process.stderr.write(`${(error as Error).stack}\n`);
    return 1;
  }
}

const overview = () =>
  [
    "usage: munnin COMMAND …",
    "",
    ...commands.map(({ name, usage, summary }) => `  ${`${name} ${usage}`.padEnd(44)} ${summary}`),
    "",
    "Each command has --help and --json. Runs go to $MUNNIN_RUNS, else the nearest munnin-runs folder upwards, else one here.",
    "",
  ].join("\n");

const helpOf = ({ name, usage, summary, help = [] }: Command) =>
  [`usage: munnin ${name} ${usage}`, "", summary, ...(help.length ? ["", ...help] : []), ""].join("\n");
