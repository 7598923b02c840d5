import type { Deployment } from "../deployment";
import { run } from "./command";
import { offloadCommands } from "./offload";
import { instanceSettings, routerSettings } from "./settings";
import type { Supervisor } from "./supervisor";
import { bridgeLines, cableLines, instanceLines, namespaceLines, onlyInstance, removalLines, topologyOf, type Topology } from "./topology";
import { bridgeRules, translationRules } from "./translation";

const ip = (line: string): string[] => ["ip", ...line.split(" ")];

/**
 * Every command that makes the networks of a deployment, for a plan to print and an event log to tell; each could be typed into a
 * shell of the lab. What `wire` runs, which hands many lines to one `ip` and sets the kernel's parameters besides.
 */
export function labCommands(deployment: Deployment): string[][] {
  const topology = topologyOf(deployment);
  return [
    ...[...namespaceLines(topology), ...bridgeLines(topology), ...cableLines(topology)].map(ip),
    ...(topology.virtuals.length > 0 ? [translate, translate] : []),
    ...topology.instances.flatMap(({ name }) => instanceLines(topology, name).map((line) => ip(`-n ${name} ${line}`))),
    ...offloadCommands(topology).map(({ command, network }) => (network ? ["ip", "netns", "exec", network, ...command] : [...command])),
  ];
}

/** Reads its rules from standard input. */
const translate = ["nft", "-f", "-"];

async function settings(supervisor: Supervisor, values: Readonly<Record<string, string>>, network?: string): Promise<void> {
  const { exited } = await supervisor.start({ op: "settings", network, values });
  if ((await exited).code !== 0) throw new Error(`cannot set kernel parameters of ${network ?? "the lab"}: ${supervisor.complaints()}`);
}

/** Makes namespaces, bridges and cables, all addresses and routes, and the translation of virtual addresses. */
export async function wire(supervisor: Supervisor, topology: Topology): Promise<void> {
  await batch(supervisor, namespaceLines(topology));
  await settings(supervisor, routerSettings);
  await batch(supervisor, bridgeLines(topology));
  if (topology.virtuals.length > 0) await run(supervisor, translate, { stdin: bridgeRules(topology) });
  await Promise.all([plugIn(supervisor, topology), retranslate(supervisor, topology)]);
}

/** Makes one more instance's namespace, cables, addresses and routes; the topology has it already. */
export async function wireInstance(supervisor: Supervisor, topology: Topology, instance: string): Promise<void> {
  const own = onlyInstance(topology, instance);
  await batch(supervisor, namespaceLines(own));
  await plugIn(supervisor, own);
}

/** Unplugs an instance whose processes have ended. */
export const unwireInstance = (supervisor: Supervisor, topology: Topology, instance: string): Promise<unknown> =>
  batch(supervisor, removalLines(topology, instance));

/** Has virtual addresses lead to the instances that there are now, all at once. */
export async function retranslate(supervisor: Supervisor, topology: Topology): Promise<void> {
  if (topology.virtuals.length > 0) await run(supervisor, translate, { stdin: translationRules(topology) });
}

/** Settings, cables, addresses, routes and offload of instances whose namespaces are there. */
async function plugIn(supervisor: Supervisor, topology: Topology): Promise<void> {
  const everywhere = (work: (instance: string) => Promise<unknown>): Promise<unknown> =>
    Promise.all(topology.instances.map(({ name }) => work(name)));

  await everywhere((name) => settings(supervisor, instanceSettings, name));
  await batch(supervisor, cableLines(topology));
  await everywhere((name) => batch(supervisor, instanceLines(topology, name), name));
  await Promise.all(offloadCommands(topology).map(({ command, network }) => run(supervisor, command, { network })));
}

const batch = (supervisor: Supervisor, lines: readonly string[], network?: string): Promise<string> =>
  run(supervisor, ["ip", "-batch", "-"], { network, stdin: `${lines.join("\n")}\n` });
