import type { CaptureFile, EdgeOptions } from "../edges/options";
import type { EdgeTable } from "../edges/table";
import { readCaptures } from "./readcaptures";

/**
 * Edges of any captures: pcap or pcapng, packed or not, from any tool.
 *
 * Long ones are read in a thread of their own, with a line of progress: interrupting the cell, or aborting `options.signal`, ends that at once.
 *
 * @param captures path of a capture, or several of different networks, which are added up
 * @param options granularities (default 10 s), level (default `service` with entities, `ip` without), entities, marks
 * @throws InputError when a file is no capture, and when several hold the same packets and `options.dedup` does not have them removed
 */
export function parsePcap(captures: string | readonly (string | CaptureFile)[], options: EdgeOptions = {}): Promise<EdgeTable> {
  const files = typeof captures === "string" ? [captures] : captures;
  return readCaptures(
    files.map((file) => (typeof file === "string" ? { file } : file)),
    options,
  );
}
