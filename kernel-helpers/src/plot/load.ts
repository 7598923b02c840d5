import type { MetricResult } from "../metrics/result";
import { MetricTable } from "../metrics/table";
import { instant } from "../edges/instant";
import { hasFailed } from "../runfolder/load";
import { type LoadStatistics, windowOfRequest } from "../runfolder/loadstatistics";
import { quantile } from "../table/quantile";
import type { Figure } from "./figure";
import { plotMetrics } from "./metrics";
import type { ThemeName } from "./style";

export interface LoadPlotOptions {
  /** Lines of the requests that were sent most often; default 5. */
  readonly top?: number;
  readonly title?: string;
  readonly theme?: ThemeName;
}

/**
 * What the users of a trial did, over its windows: requests a second by kind, those under way at a time, how long answers took, and failures.
 * The thefts are shaded, as in figures of metrics: a theft that slows the application is seen here.
 */
export function plotLoad(load: LoadStatistics, options: LoadPlotOptions = {}): Figure {
  const { every, origin, windowCount, marks, lines } = load;
  const windows = lines.map((line) => windowOfRequest(line, origin, every));
  const perSecond = (of: (i: number) => boolean): Float64Array => {
    const counts = new Float64Array(windowCount);
    windows.forEach((window, i) => (counts[window] += of(i) ? 1 / every : 0));
    return counts;
  };
  const names = [...new Set(lines.map(({ name }) => name))].sort();
  const results: MetricResult[] = [
    keyed("Requests", "1/s", windowCount, Object.fromEntries(names.map((name) => [name, perSecond((i) => lines[i].name === name)]))),
    whole("Requests under way", "", load.inFlight()),
    keyed("Time until an answer was whole", "ms", windowCount, {
      median: answerTimes(load, windows, 0.5),
      "95 %": answerTimes(load, windows, 0.95),
    }),
    whole(
      "Failures",
      "1/s",
      perSecond((i) => hasFailed(lines[i])),
    ),
  ];
  const nanoseconds = Math.round(every * 1e9);
  const slice = { every, nanoseconds, windowCount, coverage: new Float64Array(windowCount).fill(1), results };
  const table = new MetricTable({ level: "service", origin: instant(origin), marks, slices: [slice] });
  return plotMetrics(table, {
    title: options.title ?? "Load",
    subtitle: `${lines.length} requests of ${new Set(lines.map(({ user }) => user)).size} users, windows of ${every} s`,
    top: options.top,
    theme: options.theme,
  });
}

function answerTimes({ lines, windowCount }: LoadStatistics, windows: readonly number[], share: number): Float64Array {
  const times = Array.from({ length: windowCount }, (): number[] => []);
  windows.forEach((window, i) => times[window].push(lines[i].ms));
  return Float64Array.from(times, (list) => quantile(Float64Array.from(list).sort(), share));
}

const whole = (title: string, unit: string, values: Float64Array): MetricResult => ({
  name: title,
  title,
  unit,
  values: { per: "graph", values },
  errors: [],
});

/** Several lines of one panel. */
function keyed(title: string, unit: string, windowCount: number, series: Readonly<Record<string, Float64Array>>): MetricResult {
  const keys = Object.keys(series);
  const offsets = Uint32Array.from({ length: windowCount + 1 }, (_, window) => window * keys.length);
  const codes = Uint32Array.from({ length: windowCount * keys.length }, (_, i) => i % keys.length);
  const values = Float64Array.from(codes, (code, i) => series[keys[code]][Math.floor(i / keys.length)]);
  return { name: title, title, unit, values: { per: "node", keys, offsets, codes, values }, errors: [] };
}
