import type { ReadingCounts } from "../../pcap/counts";
import type { Packet } from "../../pcap/packet";
import type { Time } from "../../runfolder/time";
import type { CaptureFile } from "../options";

/** Looks for packets that several capture points saw; a point is a file, with the interface and the direction where the file tells them. */
export interface Copies {
  /** Called before the packets of a file. @param first its first time stamp, where that is known */
  begin(capture: CaptureFile, first: Time): void;
  /** Whether the packet is a copy, and must not count. */
  isCopy(packet: Packet): boolean;
  /** Whether the loops look at packets themselves, so that only those that come another way are to be told. */
  readonly inLoops: boolean;
  /** Called behind the packets of a file, with what the reading saw. */
  end(counts: ReadingCounts): void;
  /**
   * Packets, among those that were looked at, of which one file has copies that count.
   *
   * @throws InputError when the captures must not be added up
   */
  finish(): number;
}

/** How far apart in time the copies of one packet may be, seconds: the way between two points, and clocks that are not quite the same. */
export const farthest = 1;
