import type { Contents } from "@jupyterlab/services";
import { PathExt } from "@jupyterlab/coreutils";
import type { RunEntry } from "../library/requests";

/** Where `openRun` finds a run from a notebook: its id where runs go to, else the way to its folder. */
const literal = ({ reference }: RunEntry): string => JSON.stringify(reference);

const metrics = `["bytes.total", "edges", "density", "reciprocity.weighted"]`;

/** Opens a run: what it is, what it measured, who talked to whom. */
export function openingCells(run: RunEntry): string[] {
  return [
    `import { openRun } from "munnin";\n\nconst run = openRun(${literal(run)});\nrun`,
    `import { computeMetrics, plotGraph, plotMetrics } from "munnin";\n\nconst edges = await run.edges();\nplotMetrics(computeMetrics(edges.every(1), ${metrics}))`,
    `plotGraph(edges.every(1))`,
  ];
}

/** Two runs beside each other: what they are, and the same metrics of both. */
export function comparingCells(first: RunEntry, second: RunEntry): string[] {
  const plot = (name: string) => `plotMetrics(computeMetrics((await ${name}.edges()).every(1), metrics), { title: ${name}.id })`;
  const opening = [`const first = openRun(${literal(first)});`, `const second = openRun(${literal(second)});`, `display(first, second);`];
  return [
    `import { display, openRun } from "munnin";\n\n${opening.join("\n")}`,
    `import { computeMetrics, plotMetrics } from "munnin";\n\nconst metrics = ${metrics};\n${plot("first")}`,
    plot("second"),
  ];
}

/**
 * Writes a new notebook of code cells for our kernel; nothing that is there is replaced.
 *
 * @returns its path
 */
export async function writeNotebook(contents: Contents.IManager, folder: string, name: string, cells: readonly string[]): Promise<string> {
  const model = await contents.newUntitled({ path: folder, type: "notebook" });
  await contents.save(model.path, { type: "notebook", format: "json", content: notebookOf(cells) });
  for (let number = 0; number < 100; number++) {
    const path = PathExt.join(folder, `${name}${number === 0 ? "" : `-${number}`}.ipynb`);
    try {
      return (await contents.rename(model.path, path)).path;
    } catch {
      // There is one of this name.
    }
  }
  return model.path;
}

const notebookOf = (cells: readonly string[]) => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {
    kernelspec: { name: "munnin", display_name: "Munnin (TypeScript)", language: "typescript" },
    language_info: { name: "typescript" },
  },
  cells: cells.map((source, at) => ({ cell_type: "code", id: `munnin-${at}`, metadata: {}, source, outputs: [], execution_count: null })),
});
