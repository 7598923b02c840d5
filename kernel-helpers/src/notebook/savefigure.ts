import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../config/error";
import type { Figure } from "../plot/figure";
import { findKaleido } from "../plot/kaleido";
import { figuresFolder, readRun, runsHome, trialFolder } from "../runfolder";
import { shownPath } from "./runcard";

/**
 * Writes a figure into a trial's `figures/`, as `NAME.plotly.json` and, where kaleido is installed, as `NAME.png`. A recorded sample
 * stays as it came: its figures go to a folder of its id where runs go.
 *
 * @returns the files, relative to the working folder
 * @throws InputError when the name is not made of letters, digits, dots, dashes and underscores
 */
export async function saveFigure(run: string, trial: number, figure: Figure, name: string): Promise<string[]> {
  if (!/^[a-z0-9][\w.-]*$/i.test(name))
    throw new InputError(`figure: a name is made of letters, digits, dots, dashes and underscores, not "${name}"`);
  const folder = figuresFolderOf(run, trial);
  mkdirSync(folder, { recursive: true });
  const files = [".plotly.json", ...(findKaleido() ? [".png"] : [])].map((ending) => join(folder, name + ending));
  for (const file of files) await figure.save(file);
  return files.map(shownPath);
}

/** Where figures of a trial go. A recorded sample stays as it came. */
export function figuresFolderOf(run: string, trial: number): string {
  const { id, recorded } = readRun(run);
  return figuresFolder(trialFolder(recorded ? join(runsHome(), id) : run, trial));
}
