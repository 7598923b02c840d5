/** What tcpdump says of itself, when asked by SIGUSR1 and at its end. */
export interface TcpdumpCounts {
  readonly captured: number;
  /** Packets that passed the filter, those that were dropped included. */
  readonly received: number;
  readonly dropped: number;
}

/** The last counts in tcpdump's messages, in one line (SIGUSR1) or in three (its end); null before the first. */
export function lastCounts(messages: string): TcpdumpCounts | null {
  const pattern = /(\d+) packets? captured[,\s]+(\d+) packets? received by filter[,\s]+(\d+) packets? dropped by kernel/g;
  const last = [...messages.matchAll(pattern)].at(-1);
  return last ? { captured: Number(last[1]), received: Number(last[2]), dropped: Number(last[3]) } : null;
}
