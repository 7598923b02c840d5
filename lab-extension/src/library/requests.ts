/** What the panel asks and gets: the library's own types. */
export type { Checked, Drawing, Mistake, OpenedExperiment, PanelRequests, RunEntry, RunState, Template } from "munnin/dist/panel/requests";
import type { panelMime as mime } from "munnin/dist/panel/requests";

/** Written here again, since nothing of the library's code is in the extension; the type keeps the two the same. */
export const panelMime: typeof mime = "application/vnd.munnin.panel+json";
