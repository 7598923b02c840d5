import type { InstanceSpec, ProcessSpec } from "../lab/deployment";
import type { AgentDocument } from "./document";

/** An agent that will run beside an instance during a trial. */
export interface PlannedAgent {
  /** Name of the instance beside which it runs. */
  readonly instance: string;
  readonly process: ProcessSpec;
  /** What it is told; `process.stdin` is the same as text. */
  readonly document: AgentDocument;
  /** Number of the theft in the configuration. */
  readonly theft: number;
  /** Number of the sender's span; null for relays and receivers, who serve all. */
  readonly span: number | null;
  /** Seconds from the trial's start at which it is started. Below 0, relays and receivers: before the trial, as soon as may be. */
  readonly start: number;
  /** For people: `user-db.1 → user.1, user.2`. */
  readonly leg: string;
}

/** Keeps an agent below 60 MB, and from starting threads that would compete with the application. */
export const frugal = ["--max-semi-space-size=1", "--optimize-for-size", "--v8-pool-size=1", "--expose-gc"];

/** Gives the agent of a document its command and its standard input. @param next the instances that it sends to */
export function planned(
  document: AgentDocument,
  { theft, span, start, name }: Pick<PlannedAgent, "theft" | "span" | "start"> & { readonly name: string },
  next: readonly InstanceSpec[],
): PlannedAgent {
  const command = ["{node}", ...frugal, "{package}/dist/agent.js"];
  const leg = [document.agent, ...(next.length > 0 ? ["→", next.map((instance) => instance.name).join(", ")] : [])].join(" ");
  const process = { name, command, stdin: `${JSON.stringify(document)}\n` };
  return { instance: document.agent, process, document, theft, span, start, leg };
}
