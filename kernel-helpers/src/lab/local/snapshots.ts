import type { InstanceSpec } from "../deployment";
import { fillPlaces } from "../places";
import { run } from "./command";
import { labFolder } from "./protocol";
import { startStages } from "./stages";
import type { Turnover } from "./turnover";

/** What the application's processes keep, copied and put back. */
export interface Snapshots {
  /** Returns the instances that keep something. */
  take(): Promise<readonly string[]>;
  /** Puts the copies back. @throws Error where none were taken */
  putBack(): Promise<readonly string[]>;
}

/** Seconds that a process may take to write down what it keeps. */
const patience = 10;

/** Owners, modes and times stay; the file system may share what is the same. */
const copy = 'rm -rf "$2" && mkdir -p "$(dirname "$2")" && if [ -e "$1" ]; then cp -a --reflink=auto "$1" "$2"; fi';

/**
 * Snapshots of a lab that is up, on its private /run: they vanish with it. All processes that keep something are down before the first folder is
 * copied, and all copies are made before the first of them starts again, so that what one says of another's data stays true.
 */
export function snapshotsOf(turnover: () => Turnover): Snapshots {
  let taken = false;

  /** The instances that keep something, with the processes alone that do. */
  const keepers = (): InstanceSpec[] =>
    turnover().lab.topology.instances.flatMap((instance) => {
      const processes = instance.processes.filter(({ keeps }) => keeps !== undefined);
      return processes.length > 0 ? [{ ...instance, processes }] : [];
    });

  async function stop({ name, processes }: InstanceSpec): Promise<void> {
    const { lab, started } = turnover();
    lab.leaving.add(name); // what ends now has not failed
    await Promise.all(
      processes.map(async (spec) => {
        const one = (started.get(name) ?? []).filter((process) => process.name === spec.name).at(-1);
        if (!one) return;
        await one.signal(spec.endsOn ?? "SIGTERM");
        const late = setTimeout(() => void one.signal("SIGKILL").catch(() => undefined), patience * 1000);
        await one.exited;
        clearTimeout(late);
      }),
    );
    lab.leaving.delete(name);
  }

  async function whileDown(way: (folder: string, kept: string) => readonly [from: string, to: string]): Promise<readonly string[]> {
    const { lab, onExec, onStart, onFailure } = turnover();
    const instances = keepers();
    await Promise.all(instances.map(stop));
    const folders = instances.flatMap(({ name, processes }) =>
      processes
        .flatMap(({ keeps }) => keeps!)
        .map((folder, i) => way(fillPlaces(folder, lab.places), `${labFolder}/snapshot/${name}/${i}`)),
    );
    await Promise.all(folders.map(([from, to]) => run(lab.supervisor, ["sh", "-c", copy, "sh", from, to])));
    const { supervisor, places } = lab;
    await startStages(supervisor, { deployment: { networks: [], instances }, places, onExec, onStart, onFailure });
    return instances.map(({ name }) => name);
  }

  return {
    async take() {
      const names = await whileDown((folder, kept) => [folder, kept]);
      taken = true;
      return names;
    },
    async putBack() {
      if (!taken) throw new Error("there is no snapshot to restore");
      return whileDown((folder, kept) => [kept, folder]);
    },
  };
}
