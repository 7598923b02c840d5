/** A set of whole numbers, as ranges: which bytes of a stream were seen. */
export interface Ranges {
  /** Adds [from, to), and returns what of it was not there before, ascending. */
  add(from: number, to: number): readonly Range[];
  /** How many numbers are in the set. */
  size(): number;
}

/** [from, to) */
export type Range = readonly [from: number, to: number];

export function ranges(): Ranges {
  let parts: Range[] = []; // apart from each other, ascending
  return {
    add(from, to) {
      if (to <= from) return [];
      const last = parts.at(-1);
      if (last && from === last[1]) {
        // Nearly always: the stream goes on.
        parts[parts.length - 1] = [last[0], to];
        return [[from, to]];
      }
      const before = parts.filter(([, end]) => end < from);
      const after = parts.filter(([start]) => start > to);
      const touching = parts.slice(before.length, parts.length - after.length);
      const start = Math.min(from, ...touching.map(([begin]) => begin));
      const end = Math.max(to, ...touching.map(([, finish]) => finish));
      parts = [...before, [start, end], ...after];
      return gapsOf(touching, from, to);
    },
    size: () => parts.reduce((sum, [from, to]) => sum + to - from, 0),
  };
}

/** What of [from, to) lies in none of the parts. */
function gapsOf(parts: readonly Range[], from: number, to: number): Range[] {
  const gaps: Range[] = [];
  let at = from;
  for (const [start, end] of parts) {
    if (start > at) gaps.push([at, Math.min(start, to)]);
    at = Math.max(at, end);
  }
  if (at < to) gaps.push([at, to]);
  return gaps;
}
