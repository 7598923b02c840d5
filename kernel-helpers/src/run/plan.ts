import { applicationOf } from "../app";
import { deploymentOf, receiverAddress } from "../app/deployment";
import { type Experiment, longestWarmup } from "../config";
import { agentDocuments } from "../exfil/documents";
import { type TheftForecast, forecastTheft } from "../exfil/forecast";
import type { PlannedAgent } from "../exfil/planned";
import { checkDomains, delegatedDomains } from "../exfil/ports";
import { checkTogether } from "../exfil/together";
import type { Installation } from "../lab/application";
import type { Deployment, ProcessSpec } from "../lab/deployment";
import { loadProcess, populateProcess } from "../load";
import type { Phase } from "../runfolder";
import { type TrialPlace, trialPlaces } from "./design";
import { planEvents } from "./happenings/plan";
import { type PlannedEvent, isBackup } from "./happenings/planned";
import { loadStart } from "./patience";

/** All that a run will do: made from the experiment alone, the same for the same seed, on every machine. */
export interface Plan {
  readonly experiment: Experiment;
  /** Programs that are made before anything else, where this machine does not have them yet. */
  readonly installations: readonly Installation[];
  readonly deployment: Deployment;
  /** Fills the application's databases before the trials; null where there is nothing to fill. */
  readonly populate: ProcessSpec | null;
  readonly trials: readonly TrialPlan[];
  /** What happens in every trial. */
  readonly events: readonly PlannedEvent[];
  /** The commands in the order in which they begin; places in braces are filled in when they run. */
  readonly steps: readonly PlanStep[];
}

export interface TrialPlan extends TrialPlace {
  /** Index of the trial that failed and that this one repeats: of no trial that was planned from the start. */
  readonly repeats?: number;
  readonly load: ProcessSpec;
  readonly agents: readonly PlannedAgent[];
  /** What each theft will do, in figures, in the order of the configuration. */
  readonly thefts: readonly TheftForecast[];
  /** Networks that are captured. */
  readonly captures: readonly string[];
  /** Instances that are captured besides, on each of their networks. */
  readonly instanceCaptures: readonly { readonly instance: string; readonly network: string }[];
}

export interface PlanStep {
  readonly phase: Phase;
  readonly trial?: number;
  /** Seconds from the start of the trial; none: as soon as the step before it is ready. */
  readonly at?: number;
  /** The instance beside which it runs. */
  readonly instance: string;
  readonly process: string;
  readonly command: readonly string[];
}

/** Where Locust runs: the users come from outside. */
export const clientInstance = "client.1";

/**
 * Works out what a run of the experiment will do; touches nothing.
 *
 * @throws ConfigError for a service, a behaviour or a rate that the application or the transport does not have
 */
export function planExperiment(experiment: Experiment): Plan {
  const app = applicationOf(experiment);
  checkDomains(experiment.exfiltration);
  const deployment = deploymentOf(app, experiment.application.scale, experiment.seed, {
    ...experiment.lab,
    delegations: delegatedDomains(experiment.exfiltration).map((domain) => ({ ...domain, address: receiverAddress })),
  });
  const populate = populateProcess(experiment, app);
  const trials = trialPlaces(experiment).map((place) => planTrial({ experiment, deployment }, place));
  const installations = app.installations ?? [];
  const events = planEvents(experiment, deployment);
  return { experiment, installations, deployment, populate, trials, events, steps: stepsOf(deployment, populate, trials, events) };
}

/** One trial of an experiment: the same for the same place in its design. */
export function planTrial({ experiment, deployment }: Pick<Plan, "experiment" | "deployment">, place: TrialPlace): TrialPlan {
  const { index: trial, kind, block } = place;
  // Relays and receivers are there before the warm-up.
  const { seconds: trialSeconds } = experiment.trials;
  const leadSeconds = loadStart + longestWarmup(experiment.trials);
  const app = applicationOf(experiment);
  const options = {
    seed: experiment.seed,
    calls: new Map(app.services.map(({ name, calls }) => [name, calls])),
    trial,
    block,
    sham: kind === "sham",
    trialSeconds,
    leadSeconds,
    redrawn: experiment.trials.instances === "redrawn",
  };
  const stolen = kind === "baseline" ? [] : experiment.exfiltration;
  const agents = stolen.flatMap((theft, number) => agentDocuments(theft, deployment, { ...options, index: number }));
  const thefts = stolen.map((theft, number) => forecastTheft(theft, deployment, { ...options, index: number }));
  checkTogether(thefts);
  const { points } = experiment.capture;
  const inside = deployment.networks.filter((network) => !network.outside).map((network) => network.name);
  const instances = deployment.instances.filter(({ kind }) => kind === "instance");
  return {
    index: trial,
    kind,
    block,
    load: loadProcess(experiment, app, { trial, block }),
    agents,
    thefts,
    captures: points === "instances" ? [] : inside,
    instanceCaptures:
      points === "networks"
        ? []
        : instances.flatMap(({ name: instance, attachments }) => attachments.map(({ network }) => ({ instance, network }))),
  };
}

function stepsOf(
  deployment: Deployment,
  populate: ProcessSpec | null,
  trials: readonly TrialPlan[],
  events: readonly PlannedEvent[],
): PlanStep[] {
  const step = (phase: Phase, instance: string, process: Pick<ProcessSpec, "name" | "command">): PlanStep => ({
    phase,
    instance,
    process: process.name,
    command: process.command,
  });
  const services = [...deployment.instances]
    .sort((a, b) => a.stage - b.stage)
    .flatMap((instance) => instance.processes.map((process) => step("setup", instance.name, process)));
  return [
    ...services,
    ...(populate ? [step("populate", clientInstance, populate)] : []),
    ...trials.flatMap(({ index: trial, load, agents }) => [
      { ...step("warmup", clientInstance, load), trial },
      ...[...agents.map(({ start, instance, process }) => ({ at: start, instance, process })), ...events.filter(isBackup)]
        .sort((a, b) => a.at - b.at)
        .map(({ at, instance, process }) => ({ ...step("trial", instance, process), trial, at })),
    ]),
  ];
}
