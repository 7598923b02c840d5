import { basename, dirname } from "node:path";
import type { Time } from "../../runfolder/time";
import type { CaptureFile } from "../options";

interface Series {
  readonly network: string | undefined;
  readonly stem: string;
  last: Time;
}

/**
 * Numbers the places where files were captured: a file that begins where another of the same network ended goes on at its place, as
 * captures do that are kept in several files. Where several ended, the one of like name counts, then the latest. Files come by their first
 * time stamp.
 */
export function pointSeries(): { begin(capture: CaptureFile, first: Time): number; end(last: Time | null): void } {
  const all: Series[] = [];
  let open: Series | null = null;

  return {
    begin({ file, network }, first) {
      const stem = stemOf(file);
      const before = all
        .filter((one) => one.network === network && one.last <= first)
        .sort((a, b) => Number(b.stem === stem) - Number(a.stem === stem) || b.last - a.last);
      open = before[0] ?? { network, stem, last: -Infinity };
      if (before.length === 0) all.push(open);
      return all.indexOf(open);
    },
    end(last) {
      if (open && last !== null) open.last = Math.max(open.last, last);
    },
  };
}

/** What the names of a series have in common: `any_00001_20261124.pcap`, `any.pcap1`. */
const stemOf = (file: string): string => `${dirname(file)}/${basename(file).replace(/\d+/g, "")}`;
