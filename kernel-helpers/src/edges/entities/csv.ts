import { InputError } from "../../config/error";
import type { EntityKind } from "../../runfolder/entity";
import { parsePrefix } from "../cidr";
import { always, type Found } from "./source";

/** Names that say by themselves what stands behind an address, when it has no service. */
const kinds: ReadonlySet<string> = new Set<EntityKind>(["outside", "client", "gateway", "infra", "node", "prober"]);

/**
 * `address or CIDR,entity,service` a line: the smallest range counts. The service may be empty or missing; an entity without one that
 * is called outside, client, gateway, infra, node or prober is of that kind. A header, empty lines and lines with # in front are passed over.
 *
 * @throws InputError for a line that is none
 */
export function entitiesOfCsv(text: string, file: string): Found[] {
  return text.split(/\r?\n/).flatMap((content, i): Found[] => {
    const [address, entity, service = "", ...rest] = content.split(",").map((field) => field.trim().replace(/^"(.*)"$/, "$1"));
    if (address === "" && entity === undefined) return [];
    if (address.startsWith("#") || (i === 0 && /^address/i.test(address))) return [];
    const wrong = (reason: string) => new InputError(`${file}:${i + 1}: ${reason}; a line is: address or CIDR,entity,service`);
    if (!parsePrefix(address)) throw wrong(`"${address}" is neither an IP address nor a range such as 10.0.0.0/8`);
    if (!entity) throw wrong(`${address} has no entity`);
    if (rest.length > 0) throw wrong(`${rest.length + 3} fields, not 3`);
    const kind = service === "" && kinds.has(entity) ? (entity as EntityKind) : "instance";
    return [{ line: i + 1, interval: always(address, entity, service || null, { kind }) }];
  });
}
