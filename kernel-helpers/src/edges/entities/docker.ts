import { InputError } from "../../config/error";
import { always, type Found, oneLine } from "./source";

interface Container {
  readonly Name?: string;
  readonly State?: { readonly Running?: boolean };
  readonly Config?: { readonly Labels?: Readonly<Record<string, string>> | null };
  readonly NetworkSettings?: { readonly Networks?: Readonly<Record<string, Endpoint | null>> | null };
}

interface Endpoint {
  readonly IPAddress?: string;
  readonly GlobalIPv6Address?: string;
  readonly IPAMConfig?: { readonly IPv4Address?: string; readonly IPv6Address?: string } | null;
}

/**
 * What `docker inspect` says of containers: one array, or one after the other as they were appended to a file. Each container has one
 * address, or two, on each of its networks. Its service is what Swarm or Compose call it, or the class in `<stack>_<class>.<n>.<task id>`.
 *
 * @throws InputError for text that is none
 */
export function entitiesOfDocker(text: string, file: string): Found[] {
  return documents(text, file).flatMap(({ line, container }): Found[] => {
    const { Name: name, State: state, Config: config, NetworkSettings: settings } = container;
    if (typeof name !== "string" || !settings) throw new InputError(`${file}:${line}: is no container as docker inspect shows it`);
    if (state?.Running === false) return [];
    const entity = name.replace(/^\//, "");
    const service = serviceOf(entity, config?.Labels ?? {});
    return Object.entries(settings.Networks ?? {}).flatMap(([network, endpoint]) =>
      [endpoint?.IPAddress || endpoint?.IPAMConfig?.IPv4Address, endpoint?.GlobalIPv6Address || endpoint?.IPAMConfig?.IPv6Address]
        .filter((address): address is string => Boolean(address))
        .map((address) => ({ line, interval: always(address.split("/")[0], entity, service, { network }) })),
    );
  });
}

function serviceOf(name: string, labels: Readonly<Record<string, string>>): string | null {
  const swarm = labels["com.docker.swarm.service.name"];
  const stack = labels["com.docker.stack.namespace"];
  if (swarm) return stack && swarm.startsWith(`${stack}_`) ? swarm.slice(stack.length + 1) : swarm;
  return labels["com.docker.compose.service"] ?? /^[^_]+_(.+?)\.\d+\.[a-z0-9]+$/.exec(name)?.[1] ?? null;
}

/** The containers of all documents in the text, each document ends with a line that is only `]`. */
function documents(text: string, file: string): { line: number; container: Container }[] {
  const found: { line: number; container: Container }[] = [];
  let line = 1;
  for (const piece of text.split(/(?<=^\][ \r]*\n)/m)) {
    if (piece.trim() !== "") {
      try {
        for (const container of [JSON.parse(piece) as Container | Container[]].flat()) found.push({ line, container });
      } catch (error) {
        throw new InputError(`${file}:${line}: the document of docker inspect that begins here is no JSON: ${oneLine(error)}`);
      }
    }
    line += piece.split("\n").length - 1;
  }
  return found;
}
