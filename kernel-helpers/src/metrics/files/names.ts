/** What the predecessor's saved values call the metrics that are defined here as they were there. */
const whole: Readonly<Record<string, string>> = {
  "Unweighted Average Path Length": "pathLength.networkx",
  "Weighted Average Path Length": "pathLength.legacy",
  "Unweighted Overall Reciprocity": "reciprocity.edges.legacy",
  "Weighted Overall Reciprocity": "reciprocity.legacy",
  Density: "density.legacy",
};

const vectors: Readonly<Record<string, string>> = {
  Degree: "degree.out",
  Outstrength: "strength.out",
  Instrength: "strength.in",
  Eigenvector_Centrality: "eigenvector",
  "Betweeness Centrality": "betweenness",
  "Load Centrality": "load",
  "Non-Reciprocated Out-Weight": "nonReciprocated.out",
  "Non-Reciprocated In-Weight": "nonReciprocated.in",
};

/** The last vector's name lacks a word there. */
const angleName = (vector: string): string =>
  `Simple Angle Between Node ${vector}${vector === "Non-Reciprocated In-Weight" ? "" : " Vectors"}`;

const ours = new Map<string, string>([
  ...Object.entries(whole),
  ...Object.entries(vectors).flatMap(([theirs, name]): [string, string][] => [
    [angleName(theirs), `angle.${name}.legacy`],
    [`Simple Angle Between Node ${theirs}${theirs === "Non-Reciprocated In-Weight" ? " Vectors" : ""}`, `angle.${name}.legacy`],
    [`Change-Point Detection Node ${theirs}`, `changePoint.${name}.legacy`],
  ]),
]);
const theirs = new Map([...ours].reverse().map(([name, own]) => [own, name]));

/** Our name of a saved metric; others keep theirs. */
export const ownName = (saved: string): string => ours.get(saved) ?? saved;

/** The saved name of a metric; others keep ours. */
export const savedName = (own: string): string => theirs.get(own) ?? own;

/** Series that look back have fewer values there than there are windows: those of the first windows are missing. */
export const looksBack = (saved: string): boolean => /^(Simple Angle Between|Change-Point Detection) /.test(saved);
