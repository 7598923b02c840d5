import type { LedgerLine, WithheldLine } from "../../runfolder/ledger";
import type { Clock } from "../../runfolder/time";
import type { Receipt } from "./control";

/** Everything of the world that an agent's role may touch; passed in, so that tests can hold it. */
export interface Surroundings {
  readonly clock: Clock;
  /** Aborts when the agent is told to end: nothing new is begun. */
  readonly signal: AbortSignal;
  /** Calls back whenever the coordinator tells what has come of a sender's job. */
  readonly onReceipt: (listener: (receipt: Receipt) => void) => void;
  /** Writes a line of the ground truth. Throws when it cannot: nothing is stolen without a record. */
  readonly ledger: (line: LedgerLine | WithheldLine) => void;
  /** A line for people. */
  readonly log: (text: string) => void;
  /** Work that should not be cut off when the agent is told to end. */
  readonly during: <T>(work: Promise<T>) => Promise<T>;
}
