import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Experiment } from "../config";
import type { Capture, CaptureCounts, CaptureOptions, Instance, Lab, Network } from "../lab/lab";
import { captureFile, instanceCaptureFile, virtualCaptureFile } from "../runfolder";
import type { TrialPlan } from "./plan";

/** The captures of a trial. */
export interface Recorder {
  /** Begins to capture at every point of the trial's plan; those that began are stopped by `stop`, also when a later one fails. */
  start(trial: Pick<TrialPlan, "captures" | "instanceCaptures">, folder: string): Promise<void>;
  /** Settles and ends all. Any number of times. */
  stop(): Promise<Recorded>;
}

export interface Recorded {
  readonly counts: readonly CaptureCounts[];
  /** When all of them ran; null where one has no counts. */
  readonly span: { readonly from: number; readonly to: number } | null;
  /** Why one of them has no counts: tcpdump did not end as it should; null: all have. */
  readonly problem: string | null;
}

/** @param life seconds after which captures end by themselves, whoever else hangs */
export function recorderOf(lab: Lab, { snaplen, rotate }: Experiment["capture"], life: number): Recorder {
  const captures: Capture[] = [];
  let stopping: Promise<Recorded> | undefined;
  return {
    async start({ captures: names, instanceCaptures }, folder) {
      const [networks, instances] = await Promise.all([lab.networks(), lab.instances()]);
      const begin = async (point: Network | Instance, file: string, at: Pick<CaptureOptions, "network" | "side"> = {}) => {
        mkdirSync(dirname(file), { recursive: true });
        captures.push(await lab.capture(point, { file, snaplen, rotate, life: Math.ceil(life), ...at }));
      };
      for (const network of networks.filter(({ name }) => names.includes(name))) {
        await begin(network, captureFile(folder, network.name));
        if (network.virtual !== undefined) await begin(network, virtualCaptureFile(folder, network.name), { side: "virtual" });
      }
      for (const { instance: name, network } of instanceCaptures) {
        const instance = instances.find((one) => one.name === name);
        if (instance) await begin(instance, instanceCaptureFile(folder, name, network), { network });
      }
    },
    stop: () => (stopping ??= stopAll(captures)),
  };
}

async function stopAll(captures: readonly Capture[]): Promise<Recorded> {
  const ends = await Promise.allSettled(captures.map((capture) => capture.stop()));
  const counts = ends.flatMap((end) => (end.status === "fulfilled" ? [end.value] : []));
  const [failure] = ends.flatMap((end) => (end.status === "rejected" ? [(end.reason as Error).message] : []));
  const span =
    failure === undefined && counts.length > 0
      ? { from: Math.max(...counts.map(({ from }) => from)), to: Math.min(...counts.map(({ to }) => to)) }
      : null;
  return { counts, span, problem: failure ?? null };
}
