import type { InstanceSpec, ProcessSpec } from "./deployment";

/** What an application says of itself: the profile that the plan is made from. One folder of `app/` each. */
export interface Application {
  readonly name: string;
  /** Its services, in the order in which addresses are given out. */
  readonly services: readonly ServiceProfile[];
  /** The service that users talk to, and its port. */
  readonly entry: { readonly service: string; readonly port: number };
  /** Legitimate destinations outside: a service each, of kind `outside`. */
  readonly outside: readonly ServiceProfile[];
  /** The processes of one instance; addresses of others are reached by their service's host name. */
  processes(instance: Pick<InstanceSpec, "name" | "service">, seed: number): readonly ProcessSpec[];
  /** Locust file of its users, with `{package}`; and the one that fills its databases before the trials, or null. */
  readonly locustfile: string;
  readonly populate: string | null;
  /** The pages of each behaviour, for a Locust file that is told what to open: `GET /items`. */
  readonly pages?: Readonly<Record<string, readonly string[]>>;
  /** Paths whose answers are large, which a bulk export fetches in turn; default: the first page. */
  readonly exports?: readonly string[];
  /** Paths with which a crawler begins; default: the first page. */
  readonly landing?: readonly string[];
  /** Programs that it needs and that the set-up does not bring. */
  readonly installations?: readonly Installation[];
  /** Packages of a Linux distribution that it is made of: the set-up brings them when asked to. */
  readonly packages?: SystemPackages;
  /** Weights of what users do, where the config gives none. */
  readonly behaviours: Readonly<Record<string, number>>;
}

/** A program that is made once on a machine, and kept for all its runs. */
export interface Installation {
  readonly name: string;
  /** The file that is there afterwards, below `{cache}`; its name holds the version. */
  readonly product: string;
  /** Makes `{product}`; about how long that takes stands in `seconds`. */
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly seconds: number;
}

/** What an application takes from the system that it runs on. */
export interface SystemPackages {
  /** Their names in Debian and Ubuntu. */
  readonly debian: readonly string[];
  /** Files that are there when they are installed; one that ends in `*` stands for all that begin so. */
  readonly files: readonly string[];
}

export interface ServiceProfile {
  readonly name: string;
  /** Whether more than one instance makes sense. */
  readonly scales: boolean;
  readonly stage: number;
  /** Services that it talks to by itself; `outside` services by their names. */
  readonly calls: readonly string[];
}
