import { run, type PlacedCommand } from "./command";
import type { Supervisor } from "./supervisor";
import type { Topology } from "./topology";

/** Features that let a frame in a capture be larger than one on a wire, or carry a checksum that no wire would see. */
export const offloads = {
  "tcp-segmentation-offload": "tso",
  "generic-segmentation-offload": "gso",
  "generic-receive-offload": "gro",
  "tx-checksumming": "tx",
} as const;

interface Interface {
  /** `<instance> eth0`, the same with `at the bridge`, or `bridge <network>`. */
  readonly label: string;
  readonly device: string;
  readonly network?: string;
}

const interfacesOf = ({ networks, cables }: Topology): Interface[] => [
  ...networks.map(({ name, bridge }) => ({ label: `bridge ${name}`, device: bridge })),
  ...cables.flatMap(({ instance, inside, outside }) => [
    { label: `${instance} ${inside}`, device: inside, network: instance },
    { label: `${instance} ${inside} at the bridge`, device: outside },
  ]),
];

const switchOff = Object.values(offloads).flatMap((feature) => [feature, "off"]);

/** Commands that make every frame in a capture one that fits the wire. */
export const offloadCommands = (topology: Topology): PlacedCommand[] =>
  interfacesOf(topology).map(({ device, network }) => ({ command: ["ethtool", "-K", device, ...switchOff], network }));

/** Reads `ethtool -k`: the features above, on or off. */
export function parseFeatures(text: string): Record<string, boolean> {
  const states = new Map(text.split("\n").map((line) => line.trim().split(/:\s+/) as [string, string]));
  return Object.fromEntries(Object.keys(offloads).map((feature) => [feature, states.get(feature)?.startsWith("on") ?? false]));
}

/** What the kernel says of every interface of the lab. */
export async function offloadStates(supervisor: Supervisor, topology: Topology): Promise<Record<string, Record<string, boolean>>> {
  const states = interfacesOf(topology).map(async ({ label, device, network }) => {
    const text = await run(supervisor, ["ethtool", "-k", device], { network });
    return [label, parseFeatures(text)] as const;
  });
  return Object.fromEntries(await Promise.all(states));
}
