/** What is computed where nobody says what: values of whole graphs that stay apart on a dozen nodes, and who sends how much. */
export const defaultMetrics: readonly string[] = [
  "nodes",
  "edges",
  "bytes.total",
  "bytes.outside",
  "density.alive",
  "reciprocity",
  "reciprocity.weighted",
  "efficiency",
  "clustering.mean",
  "angle.degree.out",
  "angle.strength.out",
  "angle.strength.in",
  "strength.out",
];
