import { inspect } from "node:util";
import { InputError } from "../config/error";
import { numbers, words } from "../table/column";
import { display, type MimeBundle } from "../table/display";
import type { DataFrame } from "../table/frame";
import { quantile } from "../table/quantile";
import { table, type Table } from "../table/table";
import { type RequestLine, hasFailed } from "./load";
import type { Time } from "./time";

/** What the users of a trial asked for, and how it was answered. */
export interface LoadStatistics {
  /** Seconds of a window; windows begin at `origin`, the start of the trial, as those of its edges do. */
  readonly every: number;
  readonly origin: Time;
  readonly windowCount: number;
  /** Thefts and events on record, in seconds from the origin: figures shade them. */
  readonly marks: readonly { readonly start: number; readonly end: number; readonly kind: string; readonly benign?: true }[];
  /** The requests that were sent during the trial, by time. */
  readonly lines: readonly RequestLine[];
  /**
   * A row per window and kind of request: window, start, method, name, requests, failures, median_ms, p95_ms, max_ms, bytes. A request
   * belongs to the window in which it was sent.
   */
  toTable(): Table;
  /** A row per request: time, user, method, name, path, status, ms, bytes, failure. */
  requests(): Table;
  /** A row per kind of request over the whole trial, and one of all together. */
  summary(): Table;
  /** Requests under way, on average over each window: in an open loop they pile up when the application is too slow. */
  inFlight(): Float64Array;
  /** CSV of `toTable`. */
  toCsv(): string;
  /** `toTable` as a danfojs-node DataFrame. @throws InputError when danfojs-node is not installed */
  toDataFrame(): DataFrame;
  toString(): string;
  [display](): MimeBundle;
  [inspect.custom](): string;
}

/**
 * Counts requests by windows.
 *
 * @param until seconds from the origin; requests outside of [0, until) belong to warm-up and cool-down
 * @throws InputError when `every` is not above 0
 */
export function loadStatistics(
  all: readonly RequestLine[],
  {
    origin,
    until,
    every,
    marks = [],
  }: Pick<LoadStatistics, "origin" | "every"> & Partial<Pick<LoadStatistics, "marks">> & { until: number },
): LoadStatistics {
  if (!(every > 0 && Number.isFinite(every))) throw new InputError(`every: must be a number of seconds above 0, not ${every}`);
  const lines = all.filter(({ time }) => time >= origin && time < origin + until);
  const self: LoadStatistics = {
    every,
    origin,
    windowCount: Math.ceil(until / every),
    marks,
    lines,
    toTable: () => windowTable(lines, origin, every),
    requests: () => requestTable(lines),
    summary: () => summaryTable(lines, until),
    inFlight: () => inFlight(all, origin, every, self.windowCount),
    toCsv: () => self.toTable().toCsv(),
    toDataFrame: () => self.toTable().toDataFrame(),
    toString: () => self.summary().toString(100),
    [display]: () => ({ "text/plain": self.toString(), "text/html": self.summary().toHtml(100) }),
    [inspect.custom]: () => self.toString(),
  };
  return self;
}

/** The seconds of all requests that fall into each window, warm-up's included, divided by its length. */
function inFlight(all: readonly RequestLine[], origin: Time, every: number, windowCount: number): Float64Array {
  const sums = new Float64Array(windowCount);
  for (const { time, ms } of all) {
    const [from, to] = [time - origin, time - origin + ms / 1000];
    for (let k = Math.max(0, Math.floor(from / every)); k < windowCount && k * every < to; k++)
      sums[k] += (Math.min(to, (k + 1) * every) - Math.max(from, k * every)) / every;
  }
  return sums;
}

/** The window in which a request was sent: whole microseconds, so that none on a border slips into the one before. */
export const windowOfRequest = ({ time }: RequestLine, origin: Time, every: number): number =>
  Math.floor(Math.round((time - origin) * 1e6) / Math.round(every * 1e6));

function windowTable(lines: readonly RequestLine[], origin: Time, every: number): Table {
  const groups = grouped(lines, (line) => `${String(windowOfRequest(line, origin, every)).padStart(9, "0")}\0${line.name}\0${line.method}`);
  const windows = groups.map(([first]) => windowOfRequest(first, origin, every));
  return table(
    {
      window: numbers(windows),
      start: numbers(windows.map((window) => Math.round((origin + window * every) * 1e6) / 1e6)),
      ...kindColumns(groups),
      ...answerColumns(groups),
    },
    `${lines.length} requests in windows of ${every} s`,
  );
}

function summaryTable(lines: readonly RequestLine[], seconds: number): Table {
  const groups = grouped(lines, ({ name, method }) => `${name}\0${method}`);
  const together = lines.length > 0 ? [...groups, lines] : [];
  return table(
    {
      ...kindColumns(together, "all together"),
      ...answerColumns(together),
      per_second: numbers(together.map(({ length }) => round(length / seconds))),
    },
    `${lines.length} requests in ${round(seconds)} s`,
  );
}

function requestTable(lines: readonly RequestLine[]): Table {
  const text = (of: (line: RequestLine) => string) => words([...lines.keys()], lines.map(of));
  return table(
    {
      time: numbers(lines.map(({ time }) => time)),
      user: numbers(lines.map(({ user }) => user)),
      method: text(({ method }) => method),
      name: text(({ name }) => name),
      path: text(({ path }) => path),
      status: numbers(lines.map(({ status }) => status)),
      ms: numbers(lines.map(({ ms }) => ms)),
      bytes: numbers(lines.map(({ bytes }) => bytes)),
      failure: text(({ failure }) => failure ?? ""),
    },
    `${lines.length} requests`,
  );
}

/** Lines of one key together, by key. */
function grouped(lines: readonly RequestLine[], key: (line: RequestLine) => string): RequestLine[][] {
  const groups = new Map<string, RequestLine[]>();
  for (const line of lines) {
    const group = groups.get(key(line));
    if (group) group.push(line);
    else groups.set(key(line), [line]);
  }
  return [...groups.keys()].sort().map((one) => groups.get(one)!);
}

function kindColumns(groups: readonly (readonly RequestLine[])[], last?: string) {
  const isLast = (i: number) => last !== undefined && i === groups.length - 1;
  return {
    method: words(
      [...groups.keys()],
      groups.map(([{ method }], i) => (isLast(i) ? "" : method)),
    ),
    name: words(
      [...groups.keys()],
      groups.map(([{ name }], i) => (isLast(i) ? last! : name)),
    ),
  };
}

function answerColumns(groups: readonly (readonly RequestLine[])[]) {
  const times = groups.map((group) => Float64Array.from(group, ({ ms }) => ms).sort());
  return {
    requests: numbers(groups.map(({ length }) => length)),
    failures: numbers(groups.map((group) => group.filter(hasFailed).length)),
    median_ms: numbers(times.map((sorted) => round(quantile(sorted, 0.5)))),
    p95_ms: numbers(times.map((sorted) => round(quantile(sorted, 0.95)))),
    max_ms: numbers(times.map((sorted) => sorted[sorted.length - 1])),
    bytes: numbers(groups.map((group) => group.reduce((sum, { bytes }) => sum + bytes, 0))),
  };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
