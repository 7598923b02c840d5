import { InputError } from "../config/error";
import { readPackets } from "../pcap/read";
import type { Time } from "../runfolder/time";
import { statOf } from "./files/look";

/**
 * The time of the first packet of captures, in file order; only their beginnings are read.
 *
 * @throws InputError when none has a packet
 */
export async function captureStart(files: readonly string[]): Promise<Time> {
  const starts: Time[] = [];
  for (const file of files) starts.push((await firstTime(file)) ?? Infinity);
  const first = Math.min(...starts);
  if (first === Infinity) throw new InputError(`${files.join(", ")}: has no packet, so that nothing tells when it began`);
  return first;
}

/** Whether a capture can be read once only: standard input, a pipe, or whatever else is neither a file nor a folder. */
export function isStream(file: string): boolean {
  const stat = file === "-" ? undefined : statOf(file);
  return file === "-" || (stat !== undefined && !stat.isFile() && !stat.isDirectory());
}

/** The time of the first packet of a capture, in file order; null when it has none. */
export async function firstTime(file: string): Promise<Time | null> {
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
  return first;
}
