import type { Lane, RecordLayout } from "../pcap/lane";
import { ethernet } from "../pcap/link/ethernet";
import type { LinkLayer } from "../pcap/link/layer";
import { ipv4Only, rawIp } from "../pcap/link/raw";
import { register } from "./engine";
import { windowStart } from "./grid";
import type { Instant } from "./instant";
import type { OpenWindow } from "./window";

/** Link layers whose usual frame is told by one field: where it stands, and where IP begins. */
const usual = new Map<LinkLayer, { readonly typeAt: number; readonly ipAt: number }>([
  [ethernet, { typeAt: 12, ipAt: 14 }],
  [rawIp, { typeAt: 0xffff, ipAt: 0 }],
  [ipv4Only, { typeAt: 0xffff, ipAt: 0 }],
]);

/** Seconds that the loops can count nanoseconds of. */
const latestSecond = 9_000_000_000;

/**
 * The usual packet, of a pair that is known and in the open window, goes through assembly/sums.ts at 10 to 15 million a second; everything
 * else takes the way that all rules are written for, a tenth as fast.
 *
 * @param granularity in nanoseconds
 * @param until packets at or after it are left to the reader
 */
export function quickLane(windows: OpenWindow, granularity: number, origin: () => Instant, until: Instant | null): Lane {
  const { engine } = windows;
  const { registers } = engine;
  const latest = registers.subarray(register.latestSeconds, register.latestNanoseconds + 1);
  const buffers = new Map<Buffer, number>();
  let known = false;

  windows.onOpen = (window) => {
    if (Number.isNaN(window)) return setSpan(nothing, nothing);
    const end = windowStart(origin(), window + 1, granularity);
    setSpan(windowStart(origin(), window, granularity), until && isBefore(until, end) ? until : end);
  };

  function setSpan(from: Instant, to: Instant): void {
    const clear = from.seconds < 0 || to.seconds > latestSecond;
    registers[register.windowFromSeconds] = clear ? 0 : from.seconds;
    registers[register.windowFromNanoseconds] = clear ? 0 : from.nanoseconds;
    registers[register.windowToSeconds] = clear ? 0 : to.seconds;
    registers[register.windowToNanoseconds] = clear ? 0 : to.nanoseconds;
  }

  return {
    latest,
    buffer(length) {
      const at = engine.allocate(length);
      const buffer = engine.bytes(at, length);
      buffers.set(buffer, at);
      return buffer;
    },
    begin() {
      registers[register.framesTaken] = 0;
      registers[register.framesTruncated] = 0;
      known = false;
    },
    records({ bigEndian, recordHeader, nanosecondsPerUnit, layer }: RecordLayout) {
      const frame = usual.get(layer);
      known = frame !== undefined;
      if (frame)
        engine.loops.records(bigEndian ? 1 : 0, recordHeader, 1e9 / nanosecondsPerUnit, nanosecondsPerUnit, frame.typeAt, frame.ipAt);
    },
    walk(bytes, from, to) {
      const at = buffers.get(bytes);
      // Nothing can be known before the first frame.
      if (!known || at === undefined || !(latest[0] >= 0 && latest[0] <= latestSecond)) return from;
      return engine.loops.walk(at + from, at + to) - at;
    },
    taken: () => ({ frames: registers[register.framesTaken], truncated: registers[register.framesTruncated] }),
  };
}

const nothing: Instant = { seconds: 0, nanoseconds: 0 };

function isBefore(a: Instant, b: Instant): boolean {
  return a.seconds < b.seconds || (a.seconds === b.seconds && a.nanoseconds < b.nanoseconds);
}
