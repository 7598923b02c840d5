import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { root, venv } from "./kernel";

interface Output {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: string | readonly string[];
  readonly data?: Readonly<Record<string, string | readonly string[] | object>>;
}
interface CodeCell {
  readonly id: string;
  readonly source: string | readonly string[];
  readonly execution_count: number | null;
  readonly outputs: readonly Output[];
}

/** A line of a figure, as Plotly's JSON has it. */
export interface Trace {
  readonly name?: string;
  readonly type?: string;
  readonly x?: readonly number[];
  readonly y?: readonly (number | null)[];
}

/** A notebook with its outputs. */
export interface ExecutedNotebook {
  readonly json: string;
  readonly cells: readonly CodeCell[];
  /** All that a cell shows as text: what it printed, and what it and its value displayed. */
  text(cell: string): string;
  /** The traces of a cell's only figure. */
  traces(cell: string): readonly Trace[];
}

/** Reads a notebook as it stands on disk. */
export function readNotebook(file: string): ExecutedNotebook {
  const json = readFileSync(file, "utf8");
  const { cells } = JSON.parse(json) as { cells: (CodeCell & { readonly cell_type: string })[] };
  const code = cells.filter(({ cell_type }) => cell_type === "code");
  const cellOf = (id: string): CodeCell => {
    const found = code.find((cell) => cell.id === id);
    if (!found) throw new Error(`${file}: has no cell "${id}", only ${code.map((cell) => cell.id).join(", ")}`);
    return found;
  };
  const joined = (text: unknown): string => [text ?? ""].flat().join("");
  return {
    json,
    cells: code,
    text: (id) =>
      cellOf(id)
        .outputs.map(({ text, data }) => joined(text ?? data?.["text/plain"]))
        .join("\n"),
    traces(id) {
      const figures = cellOf(id).outputs.flatMap(({ data }) => data?.["application/vnd.plotly.v1+json"] ?? []);
      expect(figures.length, `figures of ${id}`).toBe(1);
      return (figures[0] as unknown as { data: Trace[] }).data;
    },
  };
}

/** Executes a notebook of the repository as nbconvert does it; runs go to `runs`. An error in a cell is a failure. */
export function executeNotebook(name: string, env: Record<string, string> = {}): ExecutedNotebook & { readonly runs: string } {
  const runs = mkdtempSync(join(tmpdir(), "munnin-test-runs-"));
  const args = ["nbconvert", "--to", "notebook", "--execute", join(root, "notebooks", name), "--output-dir", runs, "--output", "done"];
  const { status, stderr, error } = spawnSync(join(venv, "bin", "jupyter"), args, {
    encoding: "utf8",
    env: { ...process.env, MUNNIN_RUNS: runs, ...env },
  });
  if (error) throw error;
  expect(status, stderr).toBe(0);
  return { ...readNotebook(join(runs, "done.ipynb")), runs };
}
