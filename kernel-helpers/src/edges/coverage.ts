/** Times from and to which a capture ran, in seconds from the origin of the windows. */
export interface Running {
  /** Undefined where nobody named it. */
  readonly network: string | undefined;
  readonly from: number;
  readonly to: number;
}

/** Clocks and JSON times are good for a microsecond; a gap below that is none. */
const tolerance = 2e-6;

/**
 * Share of each window in which every capture point ran: files of one network follow each other and add up, of several networks the
 * least covered counts. Of files whose network has no name, those that ran at the same time are of several.
 */
export function coverage(running: readonly Running[], windowCount: number, every: number, until: number): Float64Array {
  const places = byPlace(running);
  const covered = new Float64Array(windowCount).fill(places.length > 0 ? 1 : 0);
  for (const place of places) {
    const spans = merged(place);
    const share = new Float64Array(windowCount);
    for (const span of spans) {
      const to = Math.min(span.to, until);
      const last = Math.min(windowCount - 1, Math.floor(to / every));
      for (let window = Math.max(0, Math.floor(span.from / every)); window <= last; window++) {
        share[window] += Math.max(0, Math.min(to, (window + 1) * every) - Math.max(span.from, window * every));
      }
    }
    for (let window = 0; window < windowCount; window++) {
      const whole = every - share[window] < tolerance ? 1 : share[window] / every;
      covered[window] = Math.min(covered[window], whole);
    }
  }
  return covered;
}

/** The files of each network, and of each series of unnamed ones that follow each other. */
function byPlace(running: readonly Running[]): Running[][] {
  const named = new Map<string, Running[]>();
  const series: Running[][] = [];
  for (const one of [...running].sort((a, b) => a.from - b.from)) {
    const before =
      one.network === undefined ? series.find((files) => files[files.length - 1].to <= one.from + tolerance) : named.get(one.network);
    if (before) before.push(one);
    else if (one.network === undefined) series.push([one]);
    else named.set(one.network, [one]);
  }
  return [...named.values(), ...series];
}

function merged(spans: readonly Running[]): { from: number; to: number }[] {
  const sorted = [...spans].sort((a, b) => a.from - b.from);
  const result: { from: number; to: number }[] = [];
  for (const { from, to } of sorted) {
    const before = result.at(-1);
    if (before && from <= before.to + tolerance) before.to = Math.max(before.to, to);
    else result.push({ from, to });
  }
  return result;
}
