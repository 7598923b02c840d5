import { ConfigError, warmupInWords } from "../config";
import { type Plan, type TrialPlan, describeEvent } from "../run";
import {
  auditFile,
  captureFile,
  entitiesFile,
  eventsFile,
  instanceCaptureFile,
  ledgerFile,
  receivedFolder,
  reportFile,
  requestsFile,
  resourcesFile,
  trialFolder,
  virtualCaptureFile,
  withheldFile,
} from "../runfolder";
import { type Command, print, printJson, readArguments } from "./command";
import { planOf } from "./configuration";
import { describeTheft } from "./theft";

export const planCommand: Command = {
  name: "plan",
  usage: "CONFIG [--set key=value]",
  summary: "says what a run would do, command by command; touches nothing",
  help: [
    "  --set key=value   replaces a value of the configuration, e.g. load.users=50; may be given more than once",
    "  --json            the whole plan as JSON, or all that is wrong: { errors: [{ path, message }] }",
  ],
  async run(args) {
    const { words, options } = readArguments(this, args, { set: { type: "string", multiple: true } }, { least: 1, most: 1 });
    let plan: Plan;
    try {
      plan = planOf(words[0], options.set);
    } catch (error) {
      if (!(options.json && error instanceof ConfigError)) throw error;
      const all = Array.isArray(error.cause) ? (error.cause as ConfigError[]) : [error];
      printJson({ errors: all.map(({ path, message }) => ({ path, message })) });
      return 2;
    }
    if (options.json) return printJson(plan);
    for (const line of describePlan(plan)) print(line);
  },
};

/** Who uses the application, in a few words. */
export function describeLoad({ users, arrivals, steps, curve, think }: Plan["experiment"]["load"]): string {
  const shape = steps ? `a curve of ${steps.length} steps` : `curve ${curve}`;
  const thought = think ? `, ${think.distribution} thought of ${think.mean} s` : "";
  return `${arrivals === undefined ? `${users} users` : `at most ${arrivals} arrivals per second, ${users} users at once`}, ${shape}${thought}`;
}

/** A plan in lines for people. */
export function describePlan({ experiment, installations, deployment, trials, events, steps }: Plan): string[] {
  const { load, trials: repetition } = experiment;
  return [
    `experiment ${experiment.name}, seed ${experiment.seed}, lab ${experiment.lab.kind}`,
    `${trials.length} ${trials.length === 1 ? "trial" : "trials"} of ${repetition.seconds} s after ${warmupInWords(repetition)} of warm-up; ${describeLoad(load)}`,
    "",
    ...installations.flatMap(({ name, seconds, command }) => [
      `makes ${name}, where it is not there yet (${seconds} s): ${command.join(" ")}`,
      "",
    ]),
    "trials",
    ...trials.map(({ index, kind, block }) => `  trial ${index}: ${kind.padEnd(12)} block ${block}`),
    "",
    "networks",
    ...deployment.networks.map(
      ({ name, subnet, outside }) =>
        `  ${name.padEnd(16)} ${subnet}${outside ? "  (the rest of the world)" : trials[0]?.captures.includes(name) ? "  (captured)" : ""}`,
    ),
    "",
    "instances",
    ...deployment.instances.map(
      ({ name, kind, attachments }) =>
        `  ${name.padEnd(22)} ${kind.padEnd(9)} ${attachments.map(({ network, address }) => `${address} on ${network}`).join(", ")}`,
    ),
    "",
    ...((deployment.virtuals ?? []).length === 0
      ? []
      : [
          "virtual addresses",
          ...deployment.virtuals!.map(({ service, address, network }) => `  ${service.padEnd(22)} ${address} on ${network}`),
          "",
        ]),
    "agents",
    ...(trials.every(({ agents }) => agents.length === 0) ? ["  none"] : []),
    ...trials.flatMap(({ index, kind, agents }) =>
      agents.map(({ instance, document, start }) => {
        const to = "target" in document ? ` to ${document.target.addresses.join(", ")} port ${document.target.port}` : "";
        const rate = document.role === "sender" ? `, ${document.bytesPerSecond} B/s${kind === "sham" ? ", withheld" : ""}` : "";
        return `  trial ${index}: ${document.role.padEnd(9)} beside ${instance.padEnd(16)} ${start < 0 ? "from the warm-up on" : `from second ${start}`}${to} by ${document.transport}${rate}`;
      }),
    ),
    "",
    "thefts",
    ...(trials.every(({ kind }) => kind !== "exfiltration") ? ["  none"] : []),
    ...trials.flatMap(({ index, kind, thefts }) => (kind === "exfiltration" ? thefts : []).flatMap((theft) => describeTheft(theft, index))),
    "",
    ...(events.length === 0
      ? []
      : ["events", ...events.map((event) => `  every trial, from second ${event.at}: ${describeEvent(event)}`), ""]),
    "files of the run folder",
    `  ${["run.json", ...[eventsFile, auditFile, reportFile].map((file) => file("")), "logs/"].join(", ")}`,
    ...trials.map((trial) => `  ${filesOf(trial, deployment).join(", ")}`),
    "",
    "commands",
    ...steps.map(
      ({ phase, trial, instance, process, command }) =>
        `  ${(trial === undefined ? phase : `${phase} ${trial}`).padEnd(10)} ${`${instance}: ${process}`.padEnd(34)} ${command.join(" ")}`,
    ),
  ];
}

/** What a trial leaves, as paths from the run folder. */
function filesOf({ index, kind, captures, instanceCaptures, agents }: TrialPlan, { networks }: Plan["deployment"]): string[] {
  const folder = trialFolder("", index);
  const translated = networks.filter(({ name, virtual }) => virtual !== undefined && captures.includes(name));
  return [
    ...captures.map((network) => captureFile(folder, network)),
    ...translated.map(({ name }) => virtualCaptureFile(folder, name)),
    ...instanceCaptures.map(({ instance, network }) => instanceCaptureFile(folder, instance, network)),
    ...[requestsFile, resourcesFile, entitiesFile, ledgerFile].map((file) => file(folder)),
    ...(kind === "sham" ? [withheldFile(folder)] : []),
    ...(kind === "exfiltration" && agents.length > 0 ? [`${receivedFolder(folder)}/`] : []),
  ];
}
