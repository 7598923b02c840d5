/** A set of whole numbers, as ranges: which bytes of a stream were seen. */
export interface Ranges {
  /** Adds [from, to). */
  add(from: number, to: number): void;
  /** How many numbers are in the set. */
  size(): number;
}

export function ranges(): Ranges {
  let parts: (readonly [number, number])[] = []; // apart from each other, ascending
  return {
    add(from, to) {
      if (to <= from) return;
      const before = parts.filter(([, end]) => end < from);
      const after = parts.filter(([start]) => start > to);
      const touching = parts.slice(before.length, parts.length - after.length);
      const start = Math.min(from, ...touching.map(([begin]) => begin));
      const end = Math.max(to, ...touching.map(([, finish]) => finish));
      parts = [...before, [start, end], ...after];
    },
    size: () => parts.reduce((sum, [from, to]) => sum + to - from, 0),
  };
}
