import { InputError } from "../config/error";
import { checkAlpha, differences, modifiedZScores, movingAverage, zScores } from "./derived";
import { isSeries, type AnyDefinition, type SeriesContext, type SeriesDefinition } from "./graph";
import { findMetric } from "./registry";

/** What can be made of a series of values. */
export type Derivation = "difference" | "zScore" | "modifiedZScore" | "movingAverage";

export interface DerivationOptions {
  /** Weight of the newest value in a moving average, above 0 and at most 1; default 0.2. */
  readonly alpha?: number;
}

interface About {
  readonly of: (values: Float64Array, context: SeriesContext) => Float64Array;
  readonly title: string;
  /** Whether it is in the unit of its values. */
  readonly keepsUnit: boolean;
  readonly formula: (x: string) => string;
  readonly degenerate: string;
  readonly source?: string;
}

const derivations: Record<Derivation, (alpha: number) => About> = {
  difference: () => ({
    of: differences,
    title: "change to the window before",
    keepsUnit: true,
    formula: (x) => `x_k − x_{k−1}, x the values of ${x}`,
    degenerate: "NaN for the first window, and where either has no value.",
  }),
  zScore: () => ({
    of: (values, { training }) => zScores(values, training),
    title: "z-score against training",
    keepsUnit: false,
    formula: (x) => `(x_k − mean) ÷ standard deviation (of a population), both of ${x} over the training windows`,
    degenerate: "NaN where there is no value, and everywhere when training is constant or has no value.",
  }),
  modifiedZScore: () => ({
    of: (values, { training }) => modifiedZScores(values, training),
    title: "modified z-score against training",
    keepsUnit: false,
    formula: (x) => `0.6745 (x_k − median) ÷ median |x − median|, both of ${x} over the training windows`,
    degenerate: "NaN where there is no value, and everywhere when more than half of training is one value, or it has none.",
    source: "Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993)",
  }),
  movingAverage: (alpha) => ({
    of: (values) => movingAverage(values, alpha),
    title: "moving average",
    keepsUnit: true,
    formula: (x) => `s_k = ${alpha} x_k + ${Number((1 - alpha).toPrecision(12))} s_{k−1}, x the values of ${x}`,
    degenerate: "NaN where there is no value; the average goes on after it.",
    source: "Roberts, Control chart tests based on geometric moving averages, Technometrics 1 (1959)",
  }),
};

/**
 * A series from a metric of the whole graph, or from another series: its differences, its scores against training or its moving average.
 *
 *     const jumps = defineSeries(derivedFrom("efficiency", "modifiedZScore"));    // efficiency.modifiedZScore
 *
 * @param metric its name, or a definition that is known by its name
 * @throws InputError for an unknown metric, one with values per node, edge, service or pair, and an alpha that is none
 */
export function derivedFrom(metric: string | AnyDefinition, how: Derivation, { alpha = 0.2 }: DerivationOptions = {}): SeriesDefinition {
  const source = findMetric(typeof metric === "string" ? metric : metric.name);
  const { name, title = name, unit = "" } = source;
  const per = isSeries(source) ? "graph" : (source.per ?? "graph");
  if (per !== "graph") throw new InputError(`derivedFrom: ${name} is per ${per}; only values of the whole graph make one series`);
  if (!(how in derivations)) throw new InputError(`derivedFrom: must be one of ${Object.keys(derivations).join(", ")}, not "${how}"`);
  checkAlpha(alpha);
  const about = derivations[how](alpha);
  return {
    name: `${name}.${how}`,
    title: `${title}: ${about.title}`,
    unit: about.keepsUnit ? unit : "",
    formula: about.formula(name),
    range: "(−∞, ∞)",
    degenerate: about.degenerate,
    source: about.source,
    from: name,
    series: ({ windowCount, at }, context) =>
      about.of(
        Float64Array.from({ length: windowCount }, (_, window) => at(window)[0]),
        context,
      ),
  };
}
