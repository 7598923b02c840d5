import { EdgeTable } from "../table";
import { coarsened } from "./coarsen";

/**
 * A table with these granularities in seconds: those that it has as they are, others as sums.
 *
 * @throws InputError for one that none of the table's divides
 */
export function atGranularities(edges: EdgeTable, every: readonly number[]): EdgeTable {
  const slices = [...new Set(every)]
    .sort((a, b) => a - b)
    .map((one) => edges.parts.slices.find((slice) => slice.every === one) ?? coarsened(edges.parts, one).slices[0]);
  return new EdgeTable({ ...edges.parts, slices });
}
