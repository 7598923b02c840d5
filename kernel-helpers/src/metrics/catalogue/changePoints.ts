import { changePoints } from "../changePoint";
import { defineSeries } from "../registry";
import { followed } from "./vectors";

/** Correlations over fewer windows are noise: with 6 the median angle of unrelated traffic is 0.23 rad. */
const enough = 20;

for (const [from, title] of followed) {
  const about = {
    unit: "rad",
    range: "[0, π]",
    source: "Akoglu and Faloutsos, Event detection in time series of mobile communication graphs, Army Science Conference (2010)",
    from,
  };
  const formula = `∠(u_k, mean of u_{k−W} … u_{k−1}), u_k the principal eigenvector of the correlations of ${from} between nodes over W windows`;
  const degenerate =
    "NaN for the first 2 W − 1 windows, and where no principal eigenvector is defined: nothing changes, nothing correlates, two eigenvalues tie, or one of the W vectors is not defined.";

  defineSeries({
    ...about,
    name: `changePoint.${from}`,
    title: `Change points of ${title}`,
    formula: `${formula}, W = ${enough} unless more are asked for, drawn towards their mean as far as they are uncertain (Schäfer and Strimmer 2005)`,
    degenerate,
    W: { least: enough, usual: enough },
    series: (vectors, { W }) => changePoints(vectors, W, { shrunken: true }),
  });

  /** The same with the W that is asked for, 6 by default, as the predecessor had it. */
  defineSeries({
    ...about,
    name: `changePoint.${from}.legacy`,
    title: `Change points of ${title}, by few windows`,
    formula: `${formula}, W = 6 unless asked otherwise`,
    degenerate,
    W: { least: 3, usual: 6 },
    series: (vectors, { W }) => changePoints(vectors, W),
  });
}
