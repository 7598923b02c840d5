import { ConfigError } from "./error";
import { trialKinds } from "../runfolder/trialkind";
import { type Experiment, experimentSchema } from "./experiment";
import { acrossEvents } from "./happeningkeys";
import { withLab } from "./lab";
import { keyOf, perhaps, reasonOf } from "./reason";
import { refusedKey, refusedValue } from "./refusal";
import { longestWarmup, waitsForStationary } from "./stationary";

/**
 * Fills in the defaults and checks each key and the keys against each other.
 *
 * @param file named in the errors
 * @returns the experiment, or all that is wrong with it, in the order of the keys
 */
export function checkExperiment(written: unknown, file = ""): { experiment: Experiment } | { errors: ConfigError[] } {
  const given = withLab(written);
  const parsed = experimentSchema.safeParse(given, { reportInput: true });
  if (!parsed.success) {
    return {
      errors: parsed.error.issues.flatMap((issue) => {
        if (issue.code !== "unrecognized_keys")
          return [
            new ConfigError(
              keyOf(issue.path),
              reasonOf(issue, valueAt(given, issue.path)) + refusedValue(keyOf(issue.path), valueAt(given, issue.path)),
              file,
            ),
          ];
        const known = knownKeys(issue.path);
        return issue.keys.map((key) => {
          const path = keyOf([...issue.path, key]);
          const why = refusedKey(path);
          return new ConfigError(path, `is no known key${why || perhaps(key, known)}`, file);
        });
      }),
    };
  }
  const errors = acrossKeys(parsed.data).map(([path, reason]) => new ConfigError(path, reason, file));
  return errors.length > 0 ? { errors } : { experiment: parsed.data };
}

function acrossKeys(experiment: Experiment): [string, string][] {
  const wrong: [string, string][] = [];
  const { seconds } = experiment.trials;
  wrong.push(...acrossTrials(experiment), ...acrossWarmup(experiment));
  wrong.push(...acrossEvents(experiment));
  const weights = Object.values(experiment.load.behaviours ?? { any: 1 });
  if (weights.reduce((sum, weight) => sum + weight, 0) <= 0) wrong.push(["load.behaviours", "must have at least one weight above 0"]);
  const { think } = experiment.load;
  if (think && think.atMost < think.mean)
    wrong.push([
      "load.think.atMost",
      `must be at least load.think.mean (${think.mean}), not ${think.atMost}: else nobody thinks that long`,
    ]);
  if (experiment.load.steps && Math.max(...experiment.load.steps) <= 0) wrong.push(["load.steps", "must have at least one number above 0"]);
  experiment.exfiltration.forEach((theft, i) => {
    const key = `exfiltration[${i}]`;
    const { chunk, burst, style, draw } = theft;
    if (chunk && chunk.min > chunk.max)
      wrong.push([`${key}.chunk.min`, `must be at most ${key}.chunk.max (${chunk.max}), not ${chunk.min}`]);
    if (chunk?.distribution === "fixed" && chunk.min < chunk.max)
      wrong.push([`${key}.chunk.min`, `must equal ${key}.chunk.max (${chunk.max}) where chunk.distribution is fixed, not ${chunk.min}`]);
    if (burst && style !== "bursty") wrong.push([`${key}.burst`, `belongs to the style bursty, not ${style}`]);
    if (draw && theft.spans) wrong.push([`${key}.draw`, `must not stand beside ${key}.spans: spans are given or drawn`]);
    if (theft.instances && theft.instances.length !== theft.path.length)
      wrong.push([
        `${key}.instances`,
        `must have as many numbers as the path has services (${theft.path.length}), not ${theft.instances.length}`,
      ]);
    const repeated = theft.path.find((service, at) => theft.path.indexOf(service) !== at);
    if (repeated !== undefined) wrong.push([`${key}.path`, `must name each service once, but has "${repeated}" twice`]);
    for (const [option, transport] of [
      ["method", "http"],
      ["domain", "dns"],
      ["through", "dns"],
    ] as const)
      if (theft[option] !== undefined && theft.transport !== transport)
        wrong.push([`${key}.${option}`, `belongs to the transport ${transport}, not ${theft.transport}`]);
    wrong.push(...acrossWay(theft, i, experiment.exfiltration));
    let last = 0;
    theft.spans?.forEach(([start, end], s) => {
      if (end <= start) wrong.push([`${key}.spans[${s}]`, `must end after it starts, not [${start}, ${end}]`]);
      else if (end > seconds) wrong.push([`${key}.spans[${s}]`, `must end within the trial (trials.seconds is ${seconds}), not at ${end}`]);
      else if (start < last) wrong.push([`${key}.spans[${s}]`, `must start after the span before it has ended (${last}), not at ${start}`]);
      last = Math.max(last, end);
    });
  });
  return wrong;
}

/** The application's way: what it needs, and that its ports carry one theft. */
function acrossWay(
  { way, transport, method }: Experiment["exfiltration"][number],
  i: number,
  all: Experiment["exfiltration"],
): [string, string][] {
  if (way !== "application") return [];
  const key = `exfiltration[${i}]`;
  if (transport !== "http") return [[`${key}.transport`, `must be http where ${key}.way is application, not ${transport}`]];
  if (method !== undefined && method !== "POST") return [[`${key}.method`, `must be POST where ${key}.way is application, not ${method}`]];
  const first = all.findIndex((theft) => theft.way === "application");
  return first < i ? [[`${key}.way`, `must be ports: exfiltration[${first}] has the application's ports`]] : [];
}

/** Blocks, their design, and what there is to steal. */
function acrossTrials({ trials: { blocks, count, design }, exfiltration }: Experiment): [string, string][] {
  if (blocks === undefined) return design ? [["trials.design", "needs trials.blocks, the number of blocks"]] : [];
  if (count > 1) return [["trials.count", `must not stand beside trials.blocks: each block has the trials of trials.design, not ${count}`]];
  const kinds = design ?? trialKinds;
  if (blocks * kinds.length > 1000)
    return [["trials.blocks", `must make at most 1000 trials, not ${blocks} × ${kinds.length} (trials.design) = ${blocks * kinds.length}`]];
  if (exfiltration.length === 0 && kinds.some((kind) => kind !== "baseline"))
    return [[design ? "trials.design" : "trials.blocks", 'needs a theft in exfiltration; without one, trials.design must be ["baseline"]']];
  return [];
}

/** Seconds that a warm-up has beyond the time whose halves it compares, for the load to begin in. */
const room = 2;

function acrossWarmup({ trials }: Experiment): [string, string][] {
  const { over } = trials.stationary;
  const longest = longestWarmup(trials);
  if (!waitsForStationary(trials.stationary) || over + room <= longest) return [];
  const why = `the warm-up's longest time (trials.warmup + trials.stationary.atMost = ${longest})`;
  return [["trials.stationary.over", `must be at least ${room} s less than ${why}, not ${over}`]];
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined),
    root,
  );
}

/** The keys that the schema knows at a path. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  let schema: unknown = experimentSchema;
  for (const part of [...path, null]) {
    for (let inner = schema as { def?: { innerType?: unknown } }; inner?.def?.innerType; inner = schema as typeof inner)
      schema = inner.def.innerType;
    if (part === null) break;
    // Of an object with a key for each name, what stands under any of them.
    const { shape, element, valueType } = schema as { shape?: Record<PropertyKey, unknown>; element?: unknown; valueType?: unknown };
    schema = typeof part === "number" ? element : (valueType ?? shape?.[part]);
  }
  return Object.keys((schema as { shape?: object } | undefined)?.shape ?? {});
}
