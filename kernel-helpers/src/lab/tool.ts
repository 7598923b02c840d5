import type { Exit } from "./lab";

/** A program of the lab's own, beside no instance: it runs where all the lab's networks are, and its output is heard as it comes. */
export interface Tool {
  readonly command: readonly string[];
  readonly exited: Promise<Exit>;
  /** All that it has said until now, on both outputs. */
  output(): string;
  /** Resolves to true as soon as `found` holds for the output, to false when it never did until the end. */
  says(found: (output: string) => boolean): Promise<boolean>;
  signal(name: "SIGINT" | "SIGTERM" | "SIGKILL" | "SIGUSR1"): Promise<void>;
}

/** Starts a {@link Tool}. */
export type StartTool = (command: readonly string[]) => Promise<Tool>;
