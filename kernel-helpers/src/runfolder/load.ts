import { existsSync } from "node:fs";
import { readLines } from "./files";
import { requestsFile } from "./layout";
import type { Time } from "./time";

/** One line of `load/requests.jsonl`, written by the users: a request and its answer. */
export interface RequestLine {
  /** When it was sent. */
  readonly time: Time;
  /** Number of the user who sent it. */
  readonly user: number;
  readonly method: string;
  /** What the request is counted under: its path without what varies. */
  readonly name: string;
  readonly path: string;
  /** Status of HTTP; 0 without an answer. */
  readonly status: number;
  /** From the request to the end of the answer, milliseconds. */
  readonly ms: number;
  /** Of the answer's body. */
  readonly bytes: number;
  /** What went wrong; null: nothing. */
  readonly failure: string | null;
  /** Only of a request that was under way when the load was told to end and had no answer in the seconds that it was given: `ms` is how long it had waited. */
  readonly answered?: false;
}

/** Whether a request was answered, or failed, before the load ended. */
export const wasAnswered = ({ answered }: Pick<RequestLine, "answered">): boolean => answered !== false;

/** Whether something went wrong with a request before the load ended. */
export const hasFailed = (line: Pick<RequestLine, "answered" | "failure">): boolean => wasAnswered(line) && line.failure !== null;

/** Requests that failed as a share of those that were answered or failed; 0 of none. */
export function failedShare(requests: readonly Pick<RequestLine, "answered" | "failure">[]): number {
  return requests.filter(hasFailed).length / Math.max(1, requests.filter(wasAnswered).length);
}

/** The requests of a trial, warm-up and cool-down included, by the time at which they were sent; null where none were recorded. */
export function readRequests(trial: string): RequestLine[] | null {
  const file = requestsFile(trial);
  return existsSync(file) ? readLines<RequestLine>(file).sort((a, b) => a.time - b.time) : null;
}
