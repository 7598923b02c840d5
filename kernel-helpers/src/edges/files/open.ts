import { existsSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../config/error";
import type { Level } from "../node";
import type { EdgeTable } from "../table";
import { isEdgeCsv, readEdgeCsv } from "./csv";
import { headOf, statOf } from "./look";
import { isParquet, readEdgeParquet } from "./parquet";
import { readSeedFiles, seedFiles } from "./seed";

/** What a path holds, as its content says; null: no edges. */
export type EdgeFileKind = "csv" | "parquet" | "seed";

/** The names under which a folder has edges of ours. */
export const edgeFileNames = { parquet: "edges.parquet", csv: "edges.csv" } as const;

/** Finds the edges that a path holds; null when it holds something else, such as a capture, or nothing. */
export function findEdges(path: string): { kind: EdgeFileKind; path: string } | null {
  const stat = statOf(path);
  if (seedFiles(path).length > 0) return { kind: "seed", path };
  if (!stat) return null;
  if (stat.isDirectory()) {
    const inside = [edgeFileNames.parquet, edgeFileNames.csv].map((name) => join(path, name)).find((file) => existsSync(file));
    return inside === undefined ? null : findEdges(inside);
  }
  const head = headOf(path);
  if (isParquet(head)) return { kind: "parquet", path };
  return isEdgeCsv(head) ? { kind: "csv", path } : null;
}

/**
 * Opens edges from files: CSV or Parquet of ours, a folder that has `edges.parquet` or `edges.csv`, or a folder of the seed's edge files
 * `<base>_<start>_<length>.txt` (or one of them, or `FOLDER/base`). What it is, is told by its content.
 *
 * @param options.level what the nodes of a CSV or of seed files are, which those do not say; default `ip` when all are addresses, else `service`
 * @throws InputError when there is no such file, or it has no edges
 */
export async function openEdges(path: string, options: { readonly level?: Level } = {}): Promise<EdgeTable> {
  const found = findEdges(path);
  if (!found) throw new InputError(`${path}: ${whyNot(path)}`);
  if (found.kind === "parquet") return readEdgeParquet(found.path);
  return found.kind === "csv" ? readEdgeCsv(found.path, options.level) : readSeedFiles(seedFiles(found.path), options.level);
}

function whyNot(path: string): string {
  const stat = statOf(path);
  if (!stat) return "no such file";
  if (existsSync(join(path, "run.json"))) return "is a run: openRun(…).edges() reads its edges";
  if (stat.isDirectory()) return `holds no edges: neither ${edgeFileNames.parquet}, ${edgeFileNames.csv} nor <base>_<start>_<length>.txt`;
  return stat.size === 0 ? "is empty" : "holds no edges, as CSV or Parquet of munnin; parsePcap reads captures";
}
