import type { Lab } from "../lab/lab";
import type { EntityInterval } from "../runfolder";

/** Keeps what the lab says of its addresses while it is up. */
export interface EntityBook {
  /** All intervals so far, as the lines of `entities.jsonl`. */
  lines(): string;
}

/** Begins to follow a lab; ends with it. A later interval of the same address and entity replaces the one that it closes. */
export function openEntityBook(lab: Lab): EntityBook {
  const intervals = new Map<string, EntityInterval>();
  const follow = async () => {
    for await (const interval of lab.entities())
      intervals.set(`${interval.network} ${interval.address} ${interval.entity} ${interval.from}`, interval);
  };
  // The lab's own failures are told by the lab; a book that ends early is only shorter.
  follow().catch(() => undefined);
  return { lines: () => [...intervals.values()].map((interval) => JSON.stringify(interval) + "\n").join("") };
}
