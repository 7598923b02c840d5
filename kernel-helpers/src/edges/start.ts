import { InputError } from "../config/error";
import { readPackets } from "../pcap/read";
import type { Time } from "../runfolder/time";

/**
 * The time of the first packet of captures, in file order; only their beginnings are read.
 *
 * @throws InputError when none has a packet
 */
export async function captureStart(files: readonly string[]): Promise<Time> {
  const starts: Time[] = [];
  for (const file of files) {
    let first: Time | null = null;
    const found = new AbortController();
    const sink = ({ seconds, nanoseconds }: { seconds: number; nanoseconds: number }): void => {
      if (first !== null) return;
      first = seconds + Math.floor(nanoseconds / 1000) / 1e6;
      found.abort();
    };
    await readPackets(file, sink, { signal: found.signal }).catch((error: unknown) => {
      if (first === null) throw error;
    });
    if (first !== null) starts.push(first);
  }
  if (starts.length === 0) throw new InputError(`${files.join(", ")}: has no packet, so that nothing tells when it began`);
  return Math.min(...starts);
}
