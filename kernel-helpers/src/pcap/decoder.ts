import { noCounts, type ReadingCounts } from "./counts";
import type { FrameSink, FrameTaker } from "./format";
import type { Lane } from "./lane";
import { badIpHeader, cutOff, lengthBelowHeader, reasons } from "./link/layer";
import { rawIp } from "./link/raw";
import type { Packet, PacketSink } from "./packet";

const longerThanFrame = "IP length exceeds the frame";
const withoutLength = "IP length 0, taken from the frame";
const noNextHeader = 59;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Turns frames into packets: finds the IP header, reads its length by the rules, counts everything, calls the sink.
 *
 * @param lane takes some frames itself; it shares the latest and the earliest time with the decoder
 */
export function packetDecoder(sink: PacketSink, lane?: Lane): FrameTaker & { counts(): ReadingCounts } {
  const counts = noCounts();
  const ignored = new Float64Array(reasons.length);
  const latest = lane?.latest ?? new Float64Array(2);
  const first = lane?.first ?? new Float64Array(2);
  latest[0] = -Infinity;
  first[0] = Infinity;
  lane?.begin();
  // One object for all packets: the fields keep their types, so that the sink stays compiled for one shape.
  const packet: Writable<Packet> = {
    seconds: 0,
    nanoseconds: 0,
    bytes: Buffer.alloc(0),
    start: 0,
    end: 0,
    wireLength: 0,
    ip: 0,
    version: 4,
    ipLength: 0,
    source: 0,
    destination: 0,
    addressLength: 4,
    layer: rawIp,
    point: 0,
  };

  function odd(reason: string, bytes: number): void {
    const entry = (counts.odd[reason] ??= { packets: 0, bytes: 0 });
    entry.packets++;
    entry.bytes += bytes;
  }

  const frame: FrameSink = (bytes, layer, seconds, nanoseconds, start, captured, wireLength, point) => {
    const end = start + captured;
    counts.packets++;
    if (captured < wireLength) counts.truncated++;
    if (seconds > latest[0] || (seconds === latest[0] && nanoseconds >= latest[1])) {
      latest[0] = seconds;
      latest[1] = nanoseconds;
    } else counts.outOfOrder++;
    if (seconds < first[0] || (seconds === first[0] && nanoseconds < first[1])) {
      first[0] = seconds;
      first[1] = nanoseconds;
    }

    const ip = layer(bytes, start, end);
    if (ip < 0) {
      ignored[-ip]++;
      return;
    }
    const carried = wireLength - (ip - start);
    let length: number;
    if (bytes[ip] >> 4 === 4) {
      const header = (bytes[ip] & 0x0f) * 4;
      length = (bytes[ip + 2] << 8) | bytes[ip + 3];
      if (header < 20) {
        ignored[-badIpHeader]++;
        return;
      }
      if (length < header) {
        if (length > 0 || carried < header) {
          ignored[-lengthBelowHeader]++;
          return;
        }
        length = carried;
        odd(withoutLength, length);
      }
      packet.version = 4;
      packet.source = ip + 12;
      packet.destination = ip + 16;
      packet.addressLength = 4;
    } else {
      length = 40 + ((bytes[ip + 4] << 8) | bytes[ip + 5]);
      if (length === 40 && bytes[ip + 6] !== noNextHeader && carried > 40) {
        length = carried;
        odd(withoutLength, length);
      }
      packet.version = 6;
      packet.source = ip + 8;
      packet.destination = ip + 24;
      packet.addressLength = 16;
    }
    if (length > carried) odd(longerThanFrame, length);
    packet.seconds = seconds;
    packet.nanoseconds = nanoseconds;
    packet.bytes = bytes;
    packet.start = start;
    packet.end = end;
    packet.wireLength = wireLength;
    packet.ip = ip;
    packet.ipLength = length;
    packet.layer = layer;
    packet.point = point;
    sink(packet);
  };

  return {
    frame,
    missed(frames) {
      counts.lost += frames;
    },
    counts() {
      for (let code = -cutOff; code < reasons.length; code++) if (ignored[code] > 0) counts.ignored[reasons[code]] = ignored[code];
      const { frames, truncated, outOfOrder } = lane?.taken() ?? { frames: 0, truncated: 0, outOfOrder: 0 };
      counts.packets += frames;
      counts.truncated += truncated;
      counts.outOfOrder += outOfOrder;
      if (counts.packets > 0) {
        counts.firstTime = first[0] + Math.floor(first[1] / 1000) / 1e6;
        counts.lastTime = latest[0] + Math.floor(latest[1] / 1000) / 1e6;
      }
      return counts;
    },
  };
}
