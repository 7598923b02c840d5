import "../catalogue";
import { InputError } from "../../config/error";
import { originOf } from "../../edges/files/csv";
import { separatedValues } from "../../edges/files/lines";
import type { Instant } from "../../edges/instant";
import { type Level, levels } from "../../edges/node";
import { isSeries } from "../graph";
import { findMetric, metricNames } from "../registry";
import type { MetricTable } from "../table";
import { valueCollector } from "./collect";
import { labelCollector } from "./labels";

const columns = ["granularity", "window", "start", "level", "metric", "node", "value"];

/** Whether a file that begins like this holds metrics of ours. */
export const isMetricCsv = (head: string): boolean => /^\uFEFF?granularity,window,start,level,metric,/.test(head);

/**
 * Reads what `toCsv` writes, rows in any order. There are as many windows as the last row says, each with coverage 1; titles and units are
 * those of the catalogue. Windows have labels when all rows have one; one without a row is grey.
 *
 * @throws InputError with the line for a row that is none, or that lies on another grid or level than the first
 */
export async function readMetricCsv(file: string): Promise<MetricTable> {
  const collected = valueCollector(headFromCatalogue);
  const places: number[] = [];
  let origin: Instant | null = null;
  let level: Level | null = null;
  let checked = "";
  let labelAt = -1;
  const labels = labelCollector();
  for await (const { line, fields } of separatedValues(file)) {
    const wrong = (reason: string) => new InputError(`${file}:${line}: ${reason}`);
    if (places.length === 0) {
      places.push(...columns.map((name) => fields.indexOf(name)));
      const missing = columns.filter((_, i) => places[i] < 0);
      if (missing.length > 0) throw wrong(`the header has no ${missing.join(", ")}`);
      labelAt = fields.indexOf("label");
      continue;
    }
    const [everyText, windowText, start, itsLevel, metric, node, text] = places.map((place) => fields[place] ?? "");
    const [every, window] = [everyText, windowText].map((one) => (one === "" ? NaN : Number(one)));
    if (metric === "") throw wrong("must name a metric");
    if (!levels.includes(itsLevel as Level)) throw wrong(`level must be one of ${levels.join(", ")}, not "${itsLevel}"`);
    if (level !== null && level !== itsLevel) throw wrong(`is of level ${itsLevel}, but those before are of ${level}: a file has one`);
    level = itsLevel as Level;
    const value = numberOf(text);
    if (value === undefined) throw wrong(`value must be a number, not "${text}"`);
    try {
      const place = `${every} ${window} ${start}`;
      if (place !== checked) origin = originOf(every, window, start, origin);
      checked = place; // Rows of one window follow each other: it is checked once.
      collected.add(every, window, metric, node, value);
      if (labelAt >= 0) labels.add(every, window, fields[labelAt] ?? "");
    } catch (error) {
      throw error instanceof InputError ? wrong(error.message) : error;
    }
  }
  try {
    return collected.finish({ origin: origin ?? { seconds: 0, nanoseconds: 0 }, level: level ?? "ip", granularities: labels.finish() });
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${file}: ${error.message}`) : error;
  }
}

/** Title and unit of a metric that the catalogue has; of others the name. What it is per the rows tell, but for services, which look like nodes. */
export function headFromCatalogue(name: string): { name: string; title: string; unit: string; per?: "service" } {
  const known = metricNames().includes(name) ? findMetric(name) : undefined;
  const { title = name, unit = "" } = known ?? {};
  return { name, title, unit, ...(known && !isSeries(known) && known.per === "service" && { per: "service" }) };
}

/** A number as we or Python write it; undefined: it is none. Nothing is NaN. */
function numberOf(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === "" || /^nan$/i.test(trimmed)) return NaN;
  const infinite = /^([+-]?)inf(inity)?$/i.exec(trimmed);
  if (infinite) return infinite[1] === "-" ? -Infinity : Infinity;
  const value = Number(trimmed);
  return Number.isNaN(value) ? undefined : value;
}
