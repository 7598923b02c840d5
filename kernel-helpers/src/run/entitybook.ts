import type { Lab } from "../lab/lab";
import { type EntityInterval, writeWhole } from "../runfolder";

/** Keeps what the lab says of its addresses while it is up. */
export interface EntityBook {
  /** Writes all intervals so far into a file, `entities.jsonl`, and again whenever there is news, until what it returns is called, which writes once more. */
  keepIn(file: string): () => void;
}

/** Begins to follow a lab; ends with it. A later interval of the same address and entity replaces the one that it closes. */
export function openEntityBook(lab: Lab): EntityBook {
  const intervals = new Map<string, EntityInterval>();
  let news: () => void = () => {};
  const follow = async () => {
    for await (const interval of lab.entities()) {
      intervals.set(`${interval.network} ${interval.address} ${interval.entity} ${interval.from}`, interval);
      news();
    }
  };
  // The lab's own failures are told by the lab; a book that ends early is only shorter.
  follow().catch(() => undefined);
  return {
    keepIn(file) {
      const write = () => writeWhole(file, [...intervals.values()].map((interval) => JSON.stringify(interval) + "\n").join(""));
      write();
      news = write;
      return () => {
        news = () => {};
        write();
      };
    },
  };
}
