import type { Experiment } from "../config";
import type { Guests } from "./guests";

/** What Locust is told, in the variable `MUNNIN_LOAD`; `python/load/document.py` reads it. */
export interface LoadDocument {
  /** Where the time zero and the requests are written. */
  readonly folder: string;
  /** The host name whose addresses users talk to, and the port. */
  readonly entry: { readonly host: string; readonly port: number };
  /** User number n draws everything from `<seed>/<n>`. */
  readonly seed: string;
  /** Users in each of the steps of the trial. */
  readonly steps: readonly number[];
  /** Open loop: sessions that begin per second in each of the steps; `steps` are then those who may be there at once at most. */
  readonly arrivals?: readonly number[];
  /** How long users think; none: as the Locust file has it. */
  readonly think?: Experiment["load"]["think"];
  /** New users per second. */
  readonly spawnRate: number;
  /** Seconds of the first step's users before the trial; with `begin`, at the longest. */
  readonly warmup: number;
  /** The file that says when the trial begins, `{ "time": … }`, once that is known; none: `warmup` seconds after the users. */
  readonly begin?: string;
  /** Seconds of the trial. The last step's users stay until Locust is told to end, 30 s at most. */
  readonly seconds: number;
  readonly behaviours: Readonly<Record<string, number>>;
  readonly customers: CustomerDocument;
  /** Who comes besides; nobody where there is none. */
  readonly guests?: readonly Guests[];
  /** What to open in each behaviour, where the Locust file does not know the application. */
  readonly pages?: Readonly<Record<string, readonly string[]>>;
}

/** Who has registered before the first trial: names and passwords come from the seed, on both sides. */
export interface CustomerDocument {
  readonly seed: number;
  readonly count: number;
  /** The last ones are flash crowds', the first crowd's at the very end: the number of its first user, and how many customers it has. None: no crowd has any. */
  readonly crowds?: readonly (readonly [first: number, customers: number])[];
}

/** What the script that fills an application is told, in the variable `MUNNIN_POPULATE`. */
export interface PopulateDocument {
  readonly entry: LoadDocument["entry"];
  readonly customers: CustomerDocument;
}
