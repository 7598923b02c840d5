import type { ReadonlyJSONObject } from "@lumino/coreutils";

/** What a command takes, as JupyterLab wants it told: properties of its arguments. */
export const describedBy = (properties: ReadonlyJSONObject) => ({ args: { type: "object", properties } });

export const noArguments = describedBy({});

/** The argument of a command about one run. */
export const aboutRun = describedBy({ id: { type: "string", description: "Id of the run" } });
