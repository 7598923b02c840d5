import type { Packet } from "../../pcap/packet";
import type { Engine } from "../engine";

/** Which ends of a packet its content key has: address translation rewrites one of them on the way, address and port. */
export type Ends = "both" | "source" | "destination";

const ends = { both: 0, source: 1, destination: 2 } as const;
/** An IP header and what of a packet is looked at behind it. */
const longest = 96;

/** What stays the same of a packet on its way, as assembly/content.ts tells it, for packets that are not in the loops' memory. */
export class Contents {
  private readonly at: number;
  private readonly bytes: Buffer;

  constructor(private readonly engine: Engine) {
    this.at = engine.allocate(longest);
    this.bytes = engine.bytes(this.at, longest);
  }

  /** Puts a packet in view. */
  view({ bytes, ip, version, ipLength, end }: Packet): void {
    const length = bytes.copy(this.bytes, 0, ip, Math.min(end, ip + longest));
    this.engine.loops.view(this.at, version, ipLength, this.at + length);
  }

  /** The content key of the packet in view: two words. */
  key(which: Ends, into: Int32Array): void {
    const { loops } = this.engine;
    loops.makeKey(ends[which]);
    into[0] = loops.contentA();
    into[1] = loops.contentB();
  }
}
