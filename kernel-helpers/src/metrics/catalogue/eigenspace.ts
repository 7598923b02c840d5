import { dissimilarityToPrevious, dissimilarityToReference } from "../eigenspace";
import { defineSeries } from "../registry";

const about = {
  range: "[0, 1]",
  source: "Idé and Kashima, Eigenspace-based anomaly detection in computer systems, KDD 2004",
  from: "activity",
};

/** How far activity has turned from what it was in training. */
defineSeries({
  ...about,
  name: "eigenspace",
  title: "Eigenspace detector, against training",
  formula: "1 − r · u_k, u_k the vector of activity, r the principal left singular vector of those of the training windows",
  degenerate: "NaN where no activity vector is defined, and when none of training is.",
  series: (vectors, { training }) => dissimilarityToReference(vectors, training),
});

/** The same against the W windows before, as its authors have it; a steady theft is forgotten after W windows. */
defineSeries({
  ...about,
  name: "eigenspace.legacy",
  title: "Eigenspace detector, against the windows before",
  formula:
    "1 − r · u_k, u_k the vector of activity, r the principal left singular vector of u_{k−W} … u_{k−1}, W = 10 unless asked otherwise",
  degenerate: "NaN for the first W windows, where no activity vector is defined, and after W windows without one.",
  W: { least: 1, usual: 10 },
  series: (vectors, { W }) => dissimilarityToPrevious(vectors, W),
});
