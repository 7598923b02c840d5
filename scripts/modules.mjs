// The direction of the data. A module may import from those before it, never from those after it; eslint.config.mjs makes rules of it.

/** Makes run folders. */
export const makers = ["lab", "load", "app", "exfil", "capture", "run"];

/** Reads run folders and other captures. */
export const readers = ["pcap", "edges", "metrics", "detect", "plot"];

/** All folders of kernel-helpers/src, from left to right. Both halves use the first ones; the last ones put the halves together. */
export const modules = ["table", "runfolder", "config", ...makers, ...readers, "notebook", "cli", "panel"];

/**
 * Folders that a module must not import from. The halves meet in a run folder on disk, so readers import no maker. config/ is not
 * listed: its error.ts is everybody's, the rest of it has a rule of its own.
 */
export function forbidden(module) {
  const after = modules.slice(modules.indexOf(module) + 1);
  return (readers.includes(module) ? [...makers, ...after] : after).filter((other) => other !== "config");
}
