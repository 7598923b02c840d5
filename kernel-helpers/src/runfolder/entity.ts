import type { Time } from "./time";

/** What an address stands for. */
export type EntityKind = "instance" | "vip" | "node" | "client" | "prober" | "outside" | "infra" | "gateway";

/** One line of `entities.jsonl`: an address on a network belongs to an entity from one time to another. */
export interface EntityInterval {
  network: string;
  address: string;
  entity: string;
  /** The service of an instance or a virtual IP; null for everything that is no service. */
  service: string | null;
  kind: EntityKind;
  from: Time;
  /** null: still so at the end of the run. */
  to: Time | null;
}
