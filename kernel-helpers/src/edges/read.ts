import { InputError } from "../config/error";
import { buildTable, windowsNeedNewOrigin } from "./build";
import { granularities } from "./granularity";
import { epochAligned } from "./grid";
import { instant, type Instant } from "./instant";
import { levels } from "./node";
import type { CaptureFile, EdgeOptions } from "./options";
import { onePass } from "./pass";
import { isStream } from "./start";
import type { EdgeTable } from "./table";

/**
 * Reads captures of different networks into one edge table, all granularities in one pass.
 *
 * Memory grows with the table's rows, not with the captures.
 *
 * @throws InputError for bad options, files that are no captures, and windows that are too many
 */
export async function readEdges(captures: readonly CaptureFile[], options: EdgeOptions = {}): Promise<EdgeTable> {
  if (captures.filter(({ file }) => file === "-").length > 1) throw new InputError("-: standard input was given twice");
  if (captures.length === 0) throw new InputError("no capture was given");
  const { every = 10, level = options.entities ? "service" : "ip", align = "epoch" } = options;
  const plan = granularities(typeof every === "number" ? [every] : every);
  if (!levels.includes(level)) throw new InputError(`level: must be one of ${levels.join(", ")}, not "${level as string}"`);
  if (align !== "epoch" && align !== "first") throw new InputError(`align: must be epoch or first, not "${align as string}"`);
  for (const [name, time] of Object.entries({ origin: options.origin, until: options.until }))
    if (time !== undefined && !Number.isFinite(time)) throw new InputError(`${name}: must be seconds since the epoch, not ${time}`);
  const start = options.origin === undefined ? null : instant(options.origin);
  if (start && options.until !== undefined && options.until <= options.origin!) throw new InputError("until: must lie after origin");

  const coarsest = plan[plan.length - 1].nanoseconds;
  const originOf = (earliest: Instant): Instant => (align === "first" ? earliest : epochAligned(earliest, coarsest));
  let earliest: Instant | null = null;
  for (;;) {
    const pass = await onePass(captures, plan, level, options, start ?? (earliest && originOf(earliest)), originOf);
    // A packet before the first one of the first file moves the grid. Where that shifts no granularity by whole windows, read again.
    if (start || !pass.earliest || !windowsNeedNewOrigin(plan, pass, align)) return buildTable(plan, level, options, pass);
    const stream = captures.find(({ file }) => isStream(file));
    if (stream)
      throw new InputError(
        `${stream.file === "-" ? "standard input" : stream.file}: a packet lies before the first one and moves all windows, but this can be ` +
          "read once only: give a start",
      );
    earliest = pass.earliest;
  }
}
