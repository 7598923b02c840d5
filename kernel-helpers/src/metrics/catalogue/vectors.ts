/** The metrics per node whose vectors the predecessor followed over time, and what they are called in a title. */
export const followed = [
  ["degree.out", "out-degrees"],
  ["strength.out", "bytes sent"],
  ["strength.in", "bytes received"],
  ["eigenvector", "eigenvector centralities"],
  ["betweenness", "betweenness"],
  ["load", "load centralities"],
  ["nonReciprocated.out", "unreciprocated bytes sent"],
  ["nonReciprocated.in", "unreciprocated bytes received"],
] as const;

/** Vectors that belong to a detector of their own. */
export const activityVector = ["activity", "activity vectors"] as const;
