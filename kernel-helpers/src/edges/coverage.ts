/** Times from and to which a capture ran, in seconds from the origin of the windows. */
export interface Running {
  readonly network: string | undefined;
  readonly from: number;
  readonly to: number;
}

/** Clocks and JSON times are good for a microsecond; a gap below that is none. */
const tolerance = 2e-6;

/**
 * Share of each window in which every capture point ran: files of one network follow each other and add up, of several networks the
 * least covered counts.
 */
export function coverage(running: readonly Running[], windowCount: number, every: number, until: number): Float64Array {
  const networks = [...new Set(running.map((one) => one.network))];
  const covered = new Float64Array(windowCount).fill(networks.length > 0 ? 1 : 0);
  for (const network of networks) {
    const spans = merged(running.filter((one) => one.network === network));
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
