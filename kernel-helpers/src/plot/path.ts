/** Names of the nodes that stolen data passed, in order; or several such ways. */
export type ExfiltrationPath = readonly string[] | readonly (readonly string[])[];

/** The nodes and edges of ways. */
export interface OnPath {
  node(name: string): boolean;
  edge(source: string, destination: string): boolean;
  readonly isEmpty: boolean;
}

export function onPath(path: ExfiltrationPath = []): OnPath {
  const ways = path.every((step) => typeof step === "string") ? [path as readonly string[]] : (path as readonly (readonly string[])[]);
  const nodes = new Set(ways.flat());
  const edges = new Set(ways.flatMap((way) => way.slice(1).map((name, i) => `${way[i]}\0${name}`)));
  return {
    node: (name) => nodes.has(name),
    edge: (source, destination) => edges.has(`${source}\0${destination}`),
    isEmpty: edges.size === 0,
  };
}
