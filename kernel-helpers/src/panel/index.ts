import { experimentJsonSchema } from "../config";
import { display } from "../table/display";
import { check, openExperiment, templates } from "./experiments";
import { draw, drawing } from "./figures";
import { type PanelRequest, type PanelRequests, panelMime } from "./requests";
import { clean, listRuns, newEvents, remove, start, stop } from "./runs";

type Answers = { [M in keyof PanelRequests]: (...args: Parameters<PanelRequests[M]>) => unknown };

const answers: Answers = {
  schema: experimentJsonSchema,
  templates,
  open: openExperiment,
  check,
  start,
  runs: listRuns,
  events: newEvents,
  stop,
  clean,
  remove,
  draw,
  drawing,
};

/**
 * Answers the JupyterLab panel, which asks through a hidden session of our kernel.
 *
 * @param text a {@link PanelRequest} as JSON
 * @returns a value whose display is the answer; a failure is thrown, InputError for what the user can mend
 */
export async function answer(text: string) {
  const { method, args } = JSON.parse(text) as PanelRequest;
  const value = await (answers[method] as (...args: readonly unknown[]) => unknown)(...args);
  return { [display]: () => ({ [panelMime]: { value }, "text/plain": method }) };
}
