import { expect, test } from "vitest";
import { anglesToPrevious, anglesToReference } from "../../kernel-helpers/src/metrics/angle";
import { differences, modifiedZScores, movingAverage, zScores } from "../../kernel-helpers/src/metrics/derived";
import { dissimilarityToPrevious, dissimilarityToReference } from "../../kernel-helpers/src/metrics/eigenspace";
import type { VectorSeries } from "../../kernel-helpers/src/metrics/graph";
import { askPython } from "../oracle/networkx";
import { draws } from "../pcap/random";

/** Vectors without negative places, some windows silent, of a direction that all have in common. */
const questions = Array.from({ length: 200 }, (_, seed) => {
  const { whole, next } = draws(seed);
  const [W, nodes, count] = [whole(1, 8), whole(1, 15), whole(10, 40)];
  const usual = Array.from({ length: nodes }, () => whole(1, 1000));
  const rows = Array.from({ length: count }, () => {
    const silent = next() < 0.05;
    return usual.map((value) => (silent ? 0 : value * (0.5 + next())));
  });
  const first = whole(2, count);
  return { rows, W, alpha: 0.05 + 0.9 * next(), training: Array.from({ length: first }, (__, window) => window) };
});
const answers = askPython("series.py", questions) as Record<string, (number | null)[]>[];

test.each<[string, (vectors: VectorSeries, question: (typeof questions)[number], first: Float64Array) => Float64Array]>([
  ["angle", (vectors, { training }) => anglesToReference(vectors, training)],
  ["anglePrevious", (vectors, { W }) => anglesToPrevious(vectors, W)],
  ["eigenspace", (vectors, { training }) => dissimilarityToReference(vectors, training)],
  ["eigenspacePrevious", (vectors, { W }) => dissimilarityToPrevious(vectors, W)],
  ["difference", (_, __, first) => differences(first)],
  ["zScore", (_, { training }, first) => zScores(first, training)],
  ["modifiedZScore", (_, { training }, first) => modifiedZScores(first, training)],
  ["movingAverage", (_, { alpha }, first) => movingAverage(first, alpha)],
])("%s of 200 random series equals numpy's", (name, of) => {
  let defined = 0;
  questions.forEach((question, i) => {
    const { rows } = question;
    const vectors = { windowCount: rows.length, nodes: rows[0].map(String), at: (window: number) => Float64Array.from(rows[window]) };
    const found = of(
      vectors,
      question,
      Float64Array.from(rows, ([value]) => value),
    );
    answers[i][name].forEach((expected, window) => {
      const where = `series ${i}, window ${window}: ${found[window]} is not ${expected}`;
      if (expected === null) return expect(found[window], where).toBeNaN();
      defined++;
      // What is 0 by arithmetic, an angle to itself for one, may be off by rounding.
      expect(Math.abs(found[window] - expected), where).toBeLessThanOrEqual(1e-9 * Math.abs(expected) + 5e-14);
    });
  });
  expect(defined).toBeGreaterThan(2000);
});
