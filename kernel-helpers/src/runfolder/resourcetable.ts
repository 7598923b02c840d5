import { numbers, words } from "../table/column";
import { table, type Table } from "../table/table";
import type { ResourceSample } from "./resources";
import type { Time } from "./time";

/** What an instance used in a window. */
export interface ResourceUse {
  readonly window: number;
  /** `machine` for all that ran on the machine, the lab and whatever else. */
  readonly instance: string;
  /** Cores in use on average, by the application's own processes; `besideCpu`: by the users and agents that ran beside them. */
  readonly cpu: number;
  readonly besideCpu: number;
  /** Greatest number of resident bytes, likewise. */
  readonly memory: number;
  readonly besideMemory: number;
  /** Bytes of frames per second that left the instance and that came to it, on all its networks; 0 for the machine. */
  readonly sent: number;
  readonly received: number;
}

/**
 * What each instance, and the machine, used over windows of a trial, by windows and instances. What was used between two samples belongs to the
 * window of the later one.
 *
 * @param until seconds from the origin
 */
export function resourceUse(
  samples: readonly ResourceSample[],
  { origin, until, every }: { readonly origin: Time; readonly until: number; readonly every: number },
): ResourceUse[] {
  const sums = new Map<string, { -readonly [K in keyof ResourceUse]: ResourceUse[K] }>();
  const seconds = new Map<number, number>();
  for (let i = 1; i < samples.length; i++) {
    const [before, after] = [samples[i - 1], samples[i]];
    const window = Math.floor((after.time - origin) / every);
    if (before.time < origin || after.time > origin + until) continue;
    seconds.set(window, (seconds.get(window) ?? 0) + after.time - before.time);
    const use = (instance: string) => {
      const key = `${window}/${instance}`;
      const zero = { window, instance, cpu: 0, besideCpu: 0, memory: 0, besideMemory: 0, sent: 0, received: 0 };
      if (!sums.has(key)) sums.set(key, zero);
      return sums.get(key)!;
    };
    const machine = use("machine");
    machine.cpu += after.machine.cpu - before.machine.cpu;
    machine.memory = Math.max(machine.memory, after.machine.memory);
    const known = new Map(before.processes.map((each) => [`${each.instance}/${each.process}`, each.cpu]));
    const resident = new Map<string, [own: number, beside: number]>();
    for (const { instance, process, cpu, memory, beside } of after.processes) {
      const was = known.get(`${instance}/${process}`) ?? 0;
      // One that was started anew counts from nothing again.
      use(instance)[beside ? "besideCpu" : "cpu"] += cpu < was ? cpu : cpu - was;
      const pair = resident.get(instance) ?? [0, 0];
      pair[beside ? 1 : 0] += memory;
      resident.set(instance, pair);
    }
    for (const [instance, [own, beside]] of resident) {
      use(instance).memory = Math.max(use(instance).memory, own);
      use(instance).besideMemory = Math.max(use(instance).besideMemory, beside);
    }
    const counted = new Map(before.traffic.map((each) => [`${each.instance}/${each.network}`, each]));
    for (const { instance, network, sent, received } of after.traffic) {
      const was = counted.get(`${instance}/${network}`);
      use(instance).sent += Math.max(0, sent - (was?.sent ?? 0));
      use(instance).received += Math.max(0, received - (was?.received ?? 0));
    }
  }
  return [...sums.values()].map((use) => {
    const length = seconds.get(use.window)!;
    const { cpu, besideCpu, sent, received } = use;
    return { ...use, cpu: cpu / length, besideCpu: besideCpu / length, sent: sent / length, received: received / length };
  });
}

/** `resourceUse` as a table: window, start, instance, cpu, beside_cpu (cores), memory, beside_memory (bytes), sent, received (B/s). */
export function resourceTable(samples: readonly ResourceSample[], span: { origin: Time; until: number; every: number }): Table {
  const rows = resourceUse(samples, span);
  const of = (value: (row: ResourceUse) => number) => numbers(rows.map((row) => Math.round(value(row) * 1e4) / 1e4));
  return table(
    {
      window: of(({ window }) => window),
      start: numbers(rows.map(({ window }) => Math.round((span.origin + window * span.every) * 1e6) / 1e6)),
      instance: words(
        [...rows.keys()],
        rows.map(({ instance }) => instance),
      ),
      cpu: of(({ cpu }) => cpu),
      beside_cpu: of(({ besideCpu }) => besideCpu),
      memory: of(({ memory }) => memory),
      beside_memory: of(({ besideMemory }) => besideMemory),
      sent: of(({ sent }) => sent),
      received: of(({ received }) => received),
    },
    `use of the machine in windows of ${span.every} s`,
  );
}
