import { regrouped } from "../exfil";
import type { Node } from "../node";
import { sortedPairs } from "../order";
import { Pairs } from "../pairs";
import { type Slice, sortedSlice } from "../slice";
import type { EdgeTableParts } from "../table";
import { WindowRows } from "../windowRows";

/** What becomes of the rows of a table. */
export interface Change {
  /** The node that one becomes, for all its rows; null: rows with it are left out. */
  readonly node?: (node: Node) => Node | null;
  /** Whether a row stays. */
  readonly keep?: (slice: Slice, row: number, window: number) => boolean;
}

/** Nodes, edges and slices made anew; rows that become one add up. Windows and coverage stay. */
export function rebuilt(
  { nodes, sources, destinations, slices }: EdgeTableParts,
  { node = (same) => same, keep = () => true }: Change,
): Pick<EdgeTableParts, "nodes" | "sources" | "destinations" | "slices"> {
  const pairs = new Pairs();
  const renamed = nodes.map(node);
  const given = slices.map((slice) => {
    const rows = new WindowRows();
    const kept = new Map<string, number>();
    for (let window = 0; window < slice.windowCount; window++) {
      for (let row = slice.offsets[window]; row < slice.offsets[window + 1]; row++) {
        const edge = slice.edges[row];
        const [source, destination] = [renamed[sources[edge]], renamed[destinations[edge]]];
        if (!source || !destination || !keep(slice, row, window)) continue;
        const changed = pairs.edge(pairs.node(source), pairs.node(destination));
        if (slice.exfil) kept.set(`${window} ${edge}`, changed);
        rows.append(window, changed, slice.frames[row], slice.bytes[row], slice.wireBytes[row]);
      }
    }
    return { slice, rows, kept };
  });
  const { rank, ...sorted } = sortedPairs(pairs);
  return {
    ...sorted,
    slices: given.map(({ slice, rows, kept }) => {
      const made = sortedSlice(rows, { ...slice, firstWindow: 0, rank });
      if (!slice.exfil) return made;
      const place = (window: number, edge: number) => {
        const changed = kept.get(`${window} ${edge}`);
        return changed === undefined ? null : ([window, rank[changed]] as const);
      };
      return { ...made, exfil: regrouped(slice.exfil, place) };
    }),
  };
}
