import { InputError } from "../../config/error";
import { parseAddress } from "../../pcap/address";
import type { EntityInterval } from "../../runfolder/entity";
import { type Pickled, unpickle } from "./pickle";
import { always, oneLine } from "./source";
import { isInfrastructure, workloadOf } from "./workload";

interface Entry {
  readonly second: number;
  readonly name: string;
  readonly address: string;
  readonly namespace: string;
  readonly isService: boolean;
  readonly labels: readonly string[];
}

/**
 * The pod creation log: second of the experiment → { name: (address, "+", namespace, "pod" or "svc", labels, status) }, as a pickle or
 * as JSON. An address belongs to the pod, or to a service's virtual IP, from the second of its entry until another takes it; what
 * was there at the first reading was there from the start. Times count from the start of the experiment.
 *
 * A pod belongs to the service that it shares a label `name=`, `k8s-app=` or `app=` with, the one with the shortest name if there are
 * several; else to its workload.
 *
 * @throws InputError for a file that is none
 */
export function entitiesOfPodLog(bytes: Buffer, file: string): EntityInterval[] {
  const entries = entriesOf(bytes, file);
  const services = entries.filter(({ isService }) => isService).sort((a, b) => a.name.length - b.name.length || (a.name < b.name ? -1 : 1));
  const serviceOf = ({ name, labels, isService }: Entry): string =>
    isService ? name : (services.find((one) => one.labels.some((label) => labels.includes(label)))?.name ?? workloadOf(name));

  const first = Math.min(...entries.map(({ second }) => second));
  const latest = new Map<string, EntityInterval>();
  const intervals: EntityInterval[] = [];
  for (const entry of entries) {
    const { second, name, address, namespace, isService } = entry;
    const entity = isService ? `${name}_VIP` : name;
    const before = latest.get(address);
    if (before?.entity === entity) continue; // Every 1000 s the log lists everything again.
    const from = second === first ? 0 : second;
    if (before) before.to = from;
    const infra = isInfrastructure(namespace, name);
    const kind = infra ? "infra" : isService ? "vip" : "instance";
    const interval = always(address, entity, infra ? null : serviceOf(entry), { kind, from });
    latest.set(address, interval);
    intervals.push(interval);
  }
  return intervals.filter(({ from, to }) => to === null || to > from);
}

function entriesOf(bytes: Buffer, file: string): Entry[] {
  const wrong = (reason: string) => new InputError(`${file}: is no pod creation log: ${reason}`);
  let seconds: Pickled;
  try {
    seconds = bytes[0] === 0x7b ? fromJson(JSON.parse(bytes.toString("utf8"))) : unpickle(bytes);
  } catch (error) {
    throw wrong(oneLine(error));
  }
  if (!(seconds instanceof Map)) throw wrong("it must be a dictionary by second");
  return [...seconds]
    .map(([second, names]) => ({ second: Number(second), names }))
    .sort((a, b) => a.second - b.second)
    .flatMap(({ second, names }) => {
      if (!Number.isFinite(second) || !(names instanceof Map)) throw wrong("it must hold a dictionary by name for each second");
      return [...names].flatMap(([name, entry]): Entry[] => {
        if (!Array.isArray(entry)) throw wrong(`the entry of ${String(name)} in second ${second} is no tuple`);
        const [address, sign, namespace, kind, labels, status] = entry.map((field) =>
          Array.isArray(field) ? field.join(",") : String(field),
        );
        if (sign !== "+" || status === "Terminating" || !parseAddress(address)) return [];
        const kept = (labels ?? "").split(/[,\s]+/).filter((label) => /^(name|k8s-app|app)=/.test(label));
        return [{ second, name: String(name), address, namespace, isService: kind === "svc", labels: kept }];
      });
    });
}

function fromJson(value: unknown): Pickled {
  if (Array.isArray(value)) return value.map(fromJson);
  if (typeof value === "object" && value !== null) return new Map(Object.entries(value).map(([key, one]) => [key, fromJson(one)]));
  return value as Pickled;
}
