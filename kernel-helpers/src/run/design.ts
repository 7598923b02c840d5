import type { Experiment } from "../config";
import { type TrialKind, trialKinds } from "../runfolder";
import { drawSome, randomStream } from "../runfolder/random";

/** A trial's place in the design of its experiment. */
export interface TrialPlace {
  readonly index: number;
  readonly kind: TrialKind;
  readonly block: number;
}

/**
 * The trials of an experiment in the order in which they run. In blocks: in each, the kinds of the design in an order that is drawn from a stream
 * of its own, so that nothing that changes over a run (caches, heat, other users of the machine) falls on one kind alone. Else
 * repetitions, each a block of its own.
 */
export function trialPlaces({ seed, trials: { blocks, count, design = [...trialKinds] }, exfiltration }: Experiment): TrialPlace[] {
  const only: TrialKind = exfiltration.length > 0 ? "exfiltration" : "baseline";
  if (blocks === undefined) return Array.from({ length: count }, (_, index) => ({ index, kind: only, block: index }));
  return Array.from({ length: blocks }, (_, block) => drawSome(randomStream(seed, `trials/block-${block}`), design, design.length))
    .flatMap((kinds, block) => kinds.map((kind) => ({ kind, block })))
    .map((place, index) => ({ index, ...place }));
}
