import { mkdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { InputError } from "../../config/error";
import type { EdgeTable } from "../table";
import { writeEdgeCsv } from "./csv";
import { edgeFileNames, type EdgeFileKind } from "./open";
import { writeEdgeParquet } from "./parquet";
import { writeSeedFiles } from "./seed";

/**
 * Writes edges into a folder, which is made if need be: `edges.csv`, `edges.parquet`, or a seed edge file for each window. A file is there
 * whole or not at all.
 *
 * @param base first part of the seed files' names
 * @returns paths of the files
 */
export async function writeEdges(edges: EdgeTable, folder: string, format: EdgeFileKind, base = "edges"): Promise<string[]> {
  makeFolder(folder);
  if (format === "seed") return writeSeedFiles(edges, folder, base);
  const file = join(folder, edgeFileNames[format]);
  if (format === "parquet") await writeEdgeParquet(edges, file);
  else writeEdgeCsv(edges, file);
  return [file];
}

/**
 * Saves edges for `openEdges`.
 *
 * @param path a file that ends in `.parquet`, which keeps everything, or in `.csv`, which keeps the rows
 * @throws InputError for another ending
 */
export async function saveEdges(edges: EdgeTable, path: string): Promise<void> {
  const format = /\.(csv|parquet)$/.exec(path)?.[1];
  if (!format) throw new InputError(`${path}: must end in .parquet or .csv`);
  makeFolder(dirname(resolve(path)));
  if (format === "parquet") await writeEdgeParquet(edges, path);
  else writeEdgeCsv(edges, path);
}

/** @param what is to be written there @throws InputError when there can be no such folder */
export function makeFolder(folder: string, what = "edges"): void {
  try {
    makeWay(folder);
  } catch (error) {
    throw new InputError(`${folder}: cannot be a folder for ${what}: ${(error as Error).message}`);
  }
}

/** Folder by folder: node's own way to make several never ends where the system says that there is none, as in /proc. */
function makeWay(folder: string): void {
  if (isFolder(folder)) return;
  const above = dirname(folder);
  if (above !== folder) makeWay(above);
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!isFolder(folder)) throw error; // Else somebody else has just made it.
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
