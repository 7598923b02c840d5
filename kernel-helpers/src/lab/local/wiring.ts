import type { Deployment } from "../deployment";
import { run } from "./command";
import { offloadCommands } from "./offload";
import { instanceSettings, routerSettings } from "./settings";
import type { Supervisor } from "./supervisor";
import { bridgeLines, instanceLines, namespaceLines, topologyOf, type Topology } from "./topology";

const ip = (line: string): string[] => ["ip", ...line.split(" ")];

/**
 * Every command that makes the networks of a deployment, for a plan to print and an event log to tell; each could be typed into a
 * shell of the lab. What `wire` runs, which hands many lines to one `ip` and sets the kernel's parameters besides.
 */
export function labCommands(deployment: Deployment): string[][] {
  const topology = topologyOf(deployment);
  return [
    ...[...namespaceLines(topology), ...bridgeLines(topology)].map(ip),
    ...topology.instances.flatMap(({ name }) => instanceLines(topology, name).map((line) => ip(`-n ${name} ${line}`))),
    ...offloadCommands(topology).map(({ command, network }) => (network ? ["ip", "netns", "exec", network, ...command] : [...command])),
  ];
}

async function settings(supervisor: Supervisor, values: Readonly<Record<string, string>>, network?: string): Promise<void> {
  const { exited } = await supervisor.start({ op: "settings", network, values });
  if ((await exited).code !== 0) throw new Error(`cannot set kernel parameters of ${network ?? "the lab"}: ${supervisor.complaints()}`);
}

/** Makes namespaces, bridges and cables, all addresses and routes. */
export async function wire(supervisor: Supervisor, topology: Topology): Promise<void> {
  const batch = (lines: readonly string[], network?: string): Promise<string> =>
    run(supervisor, ["ip", "-batch", "-"], { network, stdin: `${lines.join("\n")}\n` });
  const everywhere = (work: (instance: string) => Promise<unknown>): Promise<unknown> =>
    Promise.all(topology.instances.map(({ name }) => work(name)));

  await batch(namespaceLines(topology));
  await Promise.all([settings(supervisor, routerSettings), everywhere((name) => settings(supervisor, instanceSettings, name))]);
  await batch(bridgeLines(topology));
  await everywhere((name) => batch(instanceLines(topology, name), name));
  await Promise.all(offloadCommands(topology).map(({ command, network }) => run(supervisor, command, { network })));
}
