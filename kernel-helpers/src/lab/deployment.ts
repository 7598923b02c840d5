import type { EntityKind } from "../runfolder/entity";

/**
 * What a lab is asked to bring up: pure data, made by an application profile and by the plan.
 *
 * Commands, paths and environment values may hold places, which the lab fills in when it runs them, so that a plan reads
 * the same on every machine: `{run}` the run folder, `{scratch}` a private folder that vanishes with the lab,
 * `{package}` the munnin package, `{node}` and `{python}` the interpreters, `{postgres}` PostgreSQL's installation,
 * `{valkey}` the Valkey server, `{go}` the Go compiler, `{cache}` the folder of programs that were made on this machine, `{names}` the
 * folder with the lab's names as hosts files (`inside/hosts`, `outside/hosts`), which change as instances come and go.
 */
export interface Deployment {
  readonly networks: readonly NetworkSpec[];
  readonly instances: readonly InstanceSpec[];
  /** Default: none, and a service's name stands for all its instances. */
  readonly virtuals?: readonly VirtualAddress[];
}

/**
 * An address that stands for a service. Whoever connects to it reaches one of the service's instances, drawn for each connection; the
 * lab translates addresses on the way, outside of the instances, as kube-proxy does. TCP and UDP, all ports.
 */
export interface VirtualAddress {
  readonly service: string;
  readonly address: string;
  /** The network on which the service's instances are reached; the address lies in its range `virtual`. */
  readonly network: string;
}

/** A network of the lab: a bridge with an address range. Networks with `outside: true` are the rest of the world. */
export interface NetworkSpec {
  readonly name: string;
  /** CIDR; the first address is the gateway's, which routes between the networks. */
  readonly subnet: string;
  readonly outside: boolean;
  /** CIDR of the virtual addresses that lead to this network: no part of any network's own range. */
  readonly virtual?: string;
}

export interface Attachment {
  readonly network: string;
  readonly address: string;
}

export interface InstanceSpec {
  /** `<service>.<n>`, n from 1; unique in the lab. */
  readonly name: string;
  /** Also the host name that resolves to all instances of the service. */
  readonly service: string;
  readonly kind: EntityKind;
  /** At least one; its first network is where the default route leads. */
  readonly attachments: readonly Attachment[];
  /** Stages start one after the other: all processes of a stage are ready before the next begins. Databases are stage 0. */
  readonly stage: number;
  readonly processes: readonly ProcessSpec[];
  /** The address that it asks for names. Default: none, and it finds the lab's names in its hosts file. */
  readonly nameserver?: string;
}

export interface ProcessSpec {
  /** Unique in the instance; names the log file, `{run}/logs/<instance>.<name>.log`. */
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Run as this user where the lab is root; ignored where the lab has one user only. */
  readonly user?: "nobody";
  /** Given to the process on its standard input, which then stays open until the process is told to end. */
  readonly stdin?: string;
  readonly ready?: Probe;
  /**
   * Folders that hold what it keeps, with places: a snapshot copies them while the process is down. Started upon folders that are full, it goes on
   * with them. An empty list: it keeps all in memory, and starting it anew restores it.
   */
  readonly keeps?: readonly string[];
  /** The signal on which it writes down what it keeps, and ends; default SIGTERM. */
  readonly endsOn?: "SIGINT" | "SIGTERM";
}

/** How the lab learns that a process serves: a TCP connect, or a GET that answers 200. Asked from inside the instance. */
export interface Probe {
  readonly port: number;
  readonly path?: string;
  /** Seconds until it counts as failed; default 30. */
  readonly within?: number;
}
