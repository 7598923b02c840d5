import type { EntityInterval } from "../../runfolder/entity";
import type { Time } from "../../runfolder/time";
import type { Topology } from "./topology";

/** The addresses that a lab has from beginning to end: of its gateways, and those that stand for a service. */
export function lastingEntities({ networks, virtuals }: Topology, from: Time): EntityInterval[] {
  const always = { from, to: null };
  return [
    ...networks.map(({ name, gateway }) => ({
      ...{ network: name, address: gateway, entity: "gateway", service: null },
      ...{ kind: "gateway" as const, ...always },
    })),
    ...virtuals.map(({ network, address, service }) => ({
      ...{ network, address, entity: `${service}.vip`, service },
      ...{ kind: "vip" as const, ...always },
    })),
  ];
}

/** The addresses of an instance, one on each of its networks. */
export function entitiesOf({ instances, cables }: Topology, instance: string, from: Time): EntityInterval[] {
  const { service, kind } = instances.find(({ name }) => name === instance)!;
  return cables
    .filter((cable) => cable.instance === instance)
    .map(({ network, address }) => {
      return { network, address, entity: instance, service: kind === "instance" ? service : null, kind, from, to: null };
    });
}

/** What is known of who had which address, as it becomes known: for any number of readers, each from the beginning on. */
export interface EntityJournal {
  add(intervals: readonly EntityInterval[]): void;
  /** Closes the open intervals of an entity. */
  close(entity: string, to: Time): void;
  /** All intervals so far, then each as it begins, or again, with its end, as it is closed; ends with the journal. */
  read(): AsyncIterable<EntityInterval>;
  end(): void;
}

export function entityJournal(): EntityJournal {
  const entries: EntityInterval[] = [];
  let ended = false;
  let wake: () => void;
  let news = new Promise<void>((resolve) => (wake = resolve));
  const tell = (): void => {
    wake();
    news = new Promise((resolve) => (wake = resolve));
  };
  return {
    add(intervals) {
      entries.push(...intervals);
      tell();
    },
    close(entity, to) {
      const closed = entries.filter((entry) => entry.entity === entity && entry.to === null && !entries.some(isEndOf(entry)));
      entries.push(...closed.map((entry) => ({ ...entry, to })));
      tell();
    },
    async *read() {
      for (let at = 0; ; await news) {
        while (at < entries.length) yield entries[at++];
        if (ended) return;
      }
    },
    end() {
      ended = true;
      tell();
    },
  };
}

const isEndOf =
  (open: EntityInterval) =>
  ({ entity, network, from, to }: EntityInterval): boolean =>
    entity === open.entity && network === open.network && from === open.from && to !== null;
