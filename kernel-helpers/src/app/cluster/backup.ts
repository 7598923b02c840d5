import type { Experiment } from "../../config";
import type { Application } from "../../lab/application";
import type { ProcessSpec } from "../../lab/deployment";
import { httpPort, nodeCommand } from "../node-service";
import { backupStore, store } from "./store";
import type { UploadTarget } from "./upload";

/** What the process of a backup is told, as the first line of its standard input. */
export interface BackupDocument extends UploadTarget {
  readonly bytes: number;
  /** The text is drawn from the stream of that name. */
  readonly seed: number;
  readonly stream: string;
  /** Seconds after which it gives up. */
  readonly life: number;
}

/** What it tells on its standard output when it is through: times in seconds since the epoch, and the bytes that the store has. */
export interface BackupDone {
  readonly start: number;
  readonly end: number;
  readonly bytes: number;
}

/** The application with a store outside, where events send backups there; `lab.egress` may have brought it already. */
export function withBackupStore(application: Application, events: Experiment["events"]): Application {
  const isThere = application.outside.some(({ name }) => name === backupStore);
  if (isThere || events.every(({ kind }) => kind !== "backup")) return application;
  return {
    ...application,
    outside: [...application.outside, { name: backupStore, scales: false, stage: 0, calls: [] }],
    processes: (instance, seed) => (instance.service === backupStore ? [store(instance.name)] : application.processes(instance, seed)),
  };
}

/** The instance outside that a backup goes to. */
export const backupReceiver = `${backupStore}.1`;

/** A process beside an instance that sends one backup: event number `index` of the experiment. */
export function backupProcess(
  index: number,
  instance: string,
  { bytes, bytesPerSecond }: { readonly bytes: number; readonly bytesPerSecond: number },
  seed: number,
): ProcessSpec {
  const document: BackupDocument = {
    ...{ host: backupStore, port: httpPort, method: "PUT", path: `/backup/${instance}/${index}`, bytes, bytesPerSecond },
    ...{ seed, stream: `backup/${index}`, life: 2 * (bytes / bytesPerSecond) + 10 },
  };
  return { name: `backup-${index}`, command: nodeCommand("cluster", "backup"), stdin: `${JSON.stringify(document)}\n` };
}
