import { InputError } from "../../config/error";
import type { EntityInterval, EntityKind } from "../../runfolder/entity";
import { type Found, oneLine } from "./source";

const kinds: readonly EntityKind[] = ["instance", "vip", "node", "client", "prober", "outside", "infra", "gateway"];

/**
 * A run's `entities.jsonl`, one interval a line.
 *
 * @throws InputError for a line that is none
 */
export function entitiesOfJsonLines(text: string, file: string): Found[] {
  return text.split("\n").flatMap((content, i): Found[] => {
    if (content.trim() === "") return [];
    const wrong = (reason: string) => new InputError(`${file}:${i + 1}: ${reason}`);
    let line: Partial<EntityInterval>;
    try {
      line = JSON.parse(content) as Partial<EntityInterval>;
    } catch (error) {
      throw wrong(`is no JSON: ${oneLine(error)}`);
    }
    const { network = "", address, entity, service = null, kind = "instance", from = 0, to = null } = line ?? {};
    if (typeof address !== "string" || address === "") throw wrong("address must be an IP address");
    if (typeof entity !== "string" || entity === "") throw wrong("entity must be a name");
    if (typeof network !== "string") throw wrong("network must be a name");
    if (service !== null && typeof service !== "string") throw wrong("service must be a name or null");
    if (!kinds.includes(kind)) throw wrong(`kind must be one of ${kinds.join(", ")}, not ${JSON.stringify(kind)}`);
    if (typeof from !== "number") throw wrong("from must be a number of seconds since the epoch");
    if (to !== null && (typeof to !== "number" || to < from)) throw wrong("to must be null or a number of seconds not before from");
    return [{ line: i + 1, interval: { network, address, entity, service, kind, from, to } }];
  });
}
