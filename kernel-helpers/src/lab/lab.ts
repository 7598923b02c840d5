import type { Usage } from "../runfolder/resources";
import type { EntityInterval } from "../runfolder/entity";
import type { Deployment, InstanceSpec, NetworkSpec, ProcessSpec } from "./deployment";

/** Something that stands in the way, and what would remove it. */
export interface Problem {
  readonly what: string;
  readonly remedy: string;
}

export type Instance = InstanceSpec;
export type Network = NetworkSpec;

export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A process beside an instance: in its network namespace, never in its image. */
export interface LabProcess {
  readonly name: string;
  /** As the lab sees it. */
  readonly pid: number;
  /** The command as it was run, all places filled in. */
  readonly command: readonly string[];
  readonly exited: Promise<Exit>;
  signal(name: "SIGINT" | "SIGTERM" | "SIGKILL" | "SIGUSR1"): Promise<void>;
  /** Writes to the process's standard input, which it was given and which is open; nothing happens once it has ended. */
  write(text: string): Promise<void>;
  /** Ends the process's standard input. */
  closeStdin(): Promise<void>;
}

export interface ExecOptions {
  /** Files that the output is appended to, as it comes; default: the process's log file for both. */
  readonly stdout?: string;
  readonly stderr?: string;
}

export type { Usage } from "../runfolder/resources";

export interface CaptureOptions {
  /** The pcap file; its folder exists. */
  readonly file: string;
  /** Bytes kept of each frame. */
  readonly snaplen: number;
  /**
   * Of a network whose addresses are translated, packets are there twice: as the instances see them, and as the callers of virtual
   * addresses do. Which of the two; what is not translated belongs to the instances' side. Default: theirs.
   */
  readonly side?: "instances" | "virtual";
  /** tcpdump filter expression in place of the side; none: everything of it. */
  readonly filter?: string;
  /** Millions of bytes at which a next file is begun, `<file>1`, `<file>2` and so on; none: one file. */
  readonly rotate?: number;
  /** Whole seconds after which it ends, whoever else hangs; default: when the lab does. */
  readonly life?: number;
  /** At an instance: its network; default: the first. */
  readonly network?: string;
}

/** tcpdump's own counts, and what the tool made of them; also `capture/<network>.json`. */
export interface CaptureCounts {
  readonly captured: number;
  readonly received: number;
  readonly dropped: number;
  /** Seconds since the epoch at which tcpdump listened, and at which it was told to stop. */
  readonly from: number;
  readonly to: number;
}

export interface Capture {
  readonly command: readonly string[];
  /** Waits until all that was received has been written, ends tcpdump, returns its counts. Any number of times. */
  stop(): Promise<CaptureCounts>;
}

/** The place that runs instances. All labs implement this one interface. */
export interface Lab {
  /** What stands in the way of a lab on this machine: of this one, or of any. Nothing is changed. */
  check(deployment?: Deployment): Promise<Problem[]>;
  /** Brings everything up and waits until it is ready; when it fails half-way, nothing of it remains. */
  up(deployment: Deployment, signal: AbortSignal): Promise<void>;
  /**
   * One more instance, while the lab is up: it is on record, and names and virtual addresses lead to it, once it is ready. Its addresses
   * may have been another's who is gone. When it fails, nothing of it remains.
   */
  add(instance: Instance, signal: AbortSignal): Promise<void>;
  /**
   * Takes an instance away: names and virtual addresses first, then its processes, who are told to end and have some seconds to do so,
   * then its addresses. That it ends is no failure.
   */
  remove(instance: string): Promise<void>;
  instances(): Promise<readonly Instance[]>;
  networks(): Promise<readonly Network[]>;
  /** Which address belongs to whom, as it changes; ends when the lab goes down. */
  entities(): AsyncIterable<EntityInterval>;
  /** Offload settings per interface, as the kernel reports them. */
  offload(): Promise<Record<string, Record<string, boolean>>>;
  exec(instance: Instance, process: ProcessSpec, options?: ExecOptions): Promise<LabProcess>;
  capture(point: Network | Instance, options: CaptureOptions): Promise<Capture>;
  /** What is used at this moment. */
  usage(): Promise<Usage>;
  /**
   * Keeps a copy of what the application's processes keep, in place of one that was taken before: those that keep something end, their folders are
   * copied, they start again. Returns the instances.
   */
  snapshot(): Promise<readonly string[]>;
  /** Puts back what the snapshot has, in the same way; throws where none was taken. */
  restore(): Promise<readonly string[]>;
  /** Called when a process that should run for ever has ended by itself. */
  onFailure(listener: (failure: LabFailure) => void): void;
  /** Any number of times, also for a run id found on disk. */
  down(): Promise<void>;
}

export interface LabFailure {
  readonly instance: string;
  readonly process: string;
  readonly exit: Exit;
  /** The last lines of its log. */
  readonly log: readonly string[];
}
