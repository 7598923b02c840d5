import fs from "node:fs";
import path from "node:path";
import { wallClock, type Clock } from "../../runfolder/time";
import type { CaptureOptions, Capture, Instance, Lab, LabFailure, Network } from "../lab";
import { findPlaces } from "../places";
import type { StartTool } from "../tool";
import { problemsOf } from "./checks";
import { endLeftovers } from "./leftovers";
import { raise, type Raised } from "./raise";
import { namesFolder, scratchFolder } from "./protocol";
import { commandOf, startProcess } from "./processes";
import { offloadStates } from "./offload";
import { entitiesOf, entityJournal, lastingEntities } from "./entities";
import { addInstance, removeInstance, type Turnover } from "./turnover";
import { waitUntilReady } from "./readiness";
import { snapshotsOf } from "./snapshots";
import { startTool } from "./tools";
import type { Topology } from "./topology";
import { sideOf } from "./translation";
import { usageOf } from "./usage";

/** How a capture is made once it is known on which interface: `startCapture` of `capture/`. */
export type StartCapture = (start: StartTool, device: string, options: CaptureOptions) => Promise<Capture>;

export interface LocalLabOptions {
  /** The run's folder; logs go to `logs/` in it. */
  readonly run: string;
  /** The run's id; marks the lab in the process list. */
  readonly id: string;
  readonly startCapture: StartCapture;
  /** Told every command just before it runs, places filled in, and the instance beside which it runs, if any. */
  readonly onExec?: (command: string[], instance?: string) => void;
  readonly clock?: Clock;
}

/**
 * A lab on this machine, in namespaces of its own: a bridge a network, a network namespace an instance. Works as root and as
 * an ordinary user, and ends with the process that holds it, however that ends.
 */
export function localLab({ run, id, startCapture, onExec = () => undefined, clock = wallClock }: LocalLabOptions): Lab {
  const folder = path.resolve(run);
  const listeners: ((failure: LabFailure) => void)[] = [];
  const journal = entityJournal();
  const started: Turnover["started"] = new Map();
  const onStart: Turnover["onStart"] = (instance, process) => void started.set(instance, [...(started.get(instance) ?? []), process]);
  let raised: Raised | null = null;

  const standing = (): Raised => {
    if (!raised) throw new Error("the lab is not up");
    return raised;
  };
  const fail = (failure: LabFailure): void => {
    if (raised && !raised.leaving.has(failure.instance)) listeners.forEach((listener) => listener(failure));
  };
  /** One change after the other: what comes may have the address of what goes. */
  let before: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const own = before.then(work);
    before = own.catch(() => undefined);
    return own;
  };
  const turnover = (): Turnover => ({ lab: standing(), journal, clock, started, onExec, onStart, onFailure: fail });
  const snapshots = snapshotsOf(turnover);

  const lab: Lab = {
    check: (deployment) => problemsOf(folder, deployment),

    async up(deployment, signal) {
      if (raised) throw new Error("the lab is up already");
      fs.mkdirSync(path.join(folder, "logs"), { recursive: true });
      const places = findPlaces({ run: folder, scratch: scratchFolder, names: namesFolder });
      const from = clock();
      raised = await raise({ deployment, places, id, signal, onExec, onStart, onFailure: fail });
      const { supervisor, topology } = raised;
      void supervisor.ended.then(() => journal.end());
      journal.add([...lastingEntities(topology, from), ...topology.instances.flatMap(({ name }) => entitiesOf(topology, name, from))]);
    },

    instances: async () => raised?.topology.instances ?? [],
    networks: async () => raised?.topology.networks ?? [],

    entities: () => {
      standing();
      return journal.read();
    },

    add: (instance, signal) => inTurn(() => addInstance(turnover(), instance, signal)),
    remove: (instance) => inTurn(() => removeInstance(turnover(), instance)),

    async offload() {
      const { supervisor, topology } = standing();
      return offloadStates(supervisor, topology);
    },

    async exec(instance, process, options) {
      const { supervisor, places } = standing();
      onExec(commandOf(process, places), instance.name);
      const one = await startProcess(supervisor, places, instance, process, options);
      onStart(instance.name, one);
      try {
        await waitUntilReady(supervisor, instance, process, one);
      } catch (error) {
        await one.signal("SIGKILL");
        throw error;
      }
      return one;
    },

    async capture(point, options) {
      const { supervisor } = standing();
      let stopping = false;
      const start: StartTool = async (command) => {
        onExec([...command]);
        const tool = await startTool(supervisor, command, options.life);
        void tool.exited.then((exit) => {
          if (!stopping) fail({ instance: point.name, process: command[0], exit, log: tool.output().trim().split("\n") });
        });
        return tool;
      };
      const { topology } = standing();
      const filter = "subnet" in point ? sideOf(topology, point.name, options.side) : undefined;
      const capture = await startCapture(start, deviceOf(topology, point, options.network), { filter, ...options });
      return {
        command: capture.command,
        stop() {
          stopping = true;
          return capture.stop();
        },
      };
    },

    async usage() {
      const { supervisor, topology } = standing();
      return usageOf(await supervisor.usage(), topology);
    },

    snapshot: () => inTurn(() => snapshots.take()),
    restore: () => inTurn(() => snapshots.putBack()),

    onFailure: (listener) => void listeners.push(listener),

    async down() {
      const was = raised;
      raised = null;
      await was?.supervisor.kill();
      await endLeftovers(id);
    },
  };
  return lab;
}

/** The interface at which a network's or an instance's traffic is seen. */
function deviceOf(topology: Topology, point: Network | Instance, network?: string): string {
  const device =
    "subnet" in point
      ? topology.networks.find(({ name }) => name === point.name)?.bridge
      : topology.cables.find((cable) => cable.instance === point.name && cable.network === (network ?? cable.network))?.outside;
  if (!device) throw new Error(`the lab has no ${point.name} to capture at`);
  return device;
}
