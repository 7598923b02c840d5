import fs from "node:fs";
import path from "node:path";
import { wallClock, type Clock } from "../../runfolder/time";
import type { CaptureOptions, Capture, Instance, Lab, LabFailure, Network } from "../lab";
import { findPlaces } from "../places";
import type { StartTool } from "../tool";
import { problemsOf } from "./checks";
import { endLeftovers } from "./leftovers";
import { raise, type Raised } from "./raise";
import { scratchFolder } from "./protocol";
import { commandOf, startProcess } from "./processes";
import { offloadStates } from "./offload";
import { entitiesOf } from "./entities";
import { waitUntilReady } from "./readiness";
import { startTool } from "./tools";

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
  let raised: Raised | null = null;
  let from = 0;

  const standing = (): Raised => {
    if (!raised) throw new Error("the lab is not up");
    return raised;
  };
  const fail = (failure: LabFailure): void => listeners.forEach((listener) => listener(failure));

  const lab: Lab = {
    check: () => problemsOf(folder),

    async up(deployment, signal) {
      if (raised) throw new Error("the lab is up already");
      fs.mkdirSync(path.join(folder, "logs"), { recursive: true });
      const places = findPlaces({ run: folder, scratch: scratchFolder });
      from = clock();
      raised = await raise({ deployment, places, id, signal, onExec, onFailure: (failure) => raised && fail(failure) });
    },

    instances: async () => raised?.topology.instances ?? [],
    networks: async () => raised?.topology.networks ?? [],

    async *entities() {
      const { supervisor, topology } = standing();
      yield* entitiesOf(topology, from);
      await supervisor.ended;
    },

    async offload() {
      const { supervisor, topology } = standing();
      return offloadStates(supervisor, topology);
    },

    async exec(instance, process, options) {
      const { supervisor, places } = standing();
      onExec(commandOf(process, places), instance.name);
      const started = await startProcess(supervisor, places, instance, process, options);
      try {
        await waitUntilReady(supervisor, instance, process, started);
      } catch (error) {
        await started.signal("SIGKILL");
        throw error;
      }
      return started;
    },

    async capture(point, options) {
      const { supervisor } = standing();
      let stopping = false;
      const start: StartTool = async (command) => {
        onExec([...command]);
        const tool = await startTool(supervisor, command);
        void tool.exited.then((exit) => {
          if (!stopping && raised) fail({ instance: point.name, process: command[0], exit, log: tool.output().trim().split("\n") });
        });
        return tool;
      };
      const capture = await startCapture(start, deviceOf(standing(), point), options);
      return {
        command: capture.command,
        stop() {
          stopping = true;
          return capture.stop();
        },
      };
    },

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
function deviceOf({ topology }: Raised, point: Network | Instance): string {
  const device =
    "subnet" in point
      ? topology.networks.find(({ name }) => name === point.name)?.bridge
      : topology.cables.find(({ instance }) => instance === point.name)?.outside;
  if (!device) throw new Error(`the lab has no ${point.name} to capture at`);
  return device;
}
