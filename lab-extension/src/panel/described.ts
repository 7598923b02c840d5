import type { TranslationBundle } from "@jupyterlab/translation";
import type { ReadonlyJSONObject } from "@lumino/coreutils";

/** What a command takes, as JupyterLab wants it told: properties of its arguments. */
export const describedBy = (properties: ReadonlyJSONObject) => ({ args: { type: "object", properties } });

export const noArguments = describedBy({});

/** The argument of a command about one run. */
export const aboutRun = (trans: TranslationBundle) => describedBy({ id: { type: "string", description: trans.__("Id of the run") } });
