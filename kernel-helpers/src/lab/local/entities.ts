import type { EntityInterval } from "../../runfolder/entity";
import type { Time } from "../../runfolder/time";
import type { Topology } from "./topology";

/** Which address belongs to whom, for as long as the lab is up: its addresses never change. */
export function entitiesOf({ networks, instances, cables }: Topology, from: Time): EntityInterval[] {
  const always = { from, to: null };
  const gateways = networks.map(({ name, gateway }) => ({
    ...{ network: name, address: gateway, entity: "gateway", service: null },
    ...{ kind: "gateway" as const, ...always },
  }));
  const attached = instances.flatMap(({ name, service, kind }) =>
    cables
      .filter(({ instance }) => instance === name)
      .map(({ network, address }) => ({ network, address, entity: name, service: kind === "instance" ? service : null, kind, ...always })),
  );
  return [...gateways, ...attached];
}
