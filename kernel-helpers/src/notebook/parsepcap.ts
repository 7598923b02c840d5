import type { CaptureFile, EdgeOptions } from "../edges/options";
import { readEdges } from "../edges/read";
import type { EdgeTable } from "../edges/table";

/**
 * Edges of any captures: pcap or pcapng, packed or not, from any tool.
 *
 * @param captures path of a capture, or several of different networks, which are added up
 * @param options granularities (default 10 s), level (default `service` with entities, `ip` without), entities, marks
 * @throws InputError when a file is no capture
 */
export function parsePcap(captures: string | readonly (string | CaptureFile)[], options: EdgeOptions = {}): Promise<EdgeTable> {
  const files = typeof captures === "string" ? [captures] : captures;
  return readEdges(
    files.map((file) => (typeof file === "string" ? { file } : file)),
    options,
  );
}
