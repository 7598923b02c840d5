import { padded, type ByteOrder } from "./byteOrder";

/** Told each option; says what is wrong with it, or null. */
export type OptionSink = (code: number, at: number, length: number) => string | null;

const endOfOptions = 0;
const customOptions = new Set([2988, 2989, 19372, 19373]);

/**
 * Walks the options in [from, to) of a block; returns what is wrong with them, or null.
 *
 * As strict as Wireshark, whose reading of a file ends at an option that does not fit its block.
 */
export function walkOptions(bytes: Buffer, from: number, to: number, order: ByteOrder, option: OptionSink = accept): string | null {
  for (let at = from; at < to;) {
    if (at + 4 > to) return "an option's header is cut off";
    const [code, length] = [order.half(bytes, at), order.half(bytes, at + 2)];
    if (at + 4 + padded(length) > to) return `an option claims ${length} bytes, more than its block holds`;
    if (code === endOfOptions) return null;
    const wrong = customOptions.has(code) ? (length < 4 ? "a custom option is too short" : null) : option(code, at + 4, length);
    if (wrong) return wrong;
    at += 4 + padded(length);
  }
  return null;
}

const accept: OptionSink = () => null;

/** Lengths that options of a packet block must have. */
const packetOptions = new Map([
  [2, 4], // Flags.
  [4, 8], // Frames dropped before this one.
  [5, 8], // Number of the packet.
  [6, 4], // Queue of the interface.
]);
const flags = 2;
const verdict = 7;
/** Verdicts of the kernel's traffic control and express data path hold a number of 64 bits; those of hardware anything. */
const numberedVerdicts = new Set([1, 2]);

/** What the options of a packet block told last. */
export interface PacketOptions {
  /** 1 inbound, 2 outbound, 0 not told. */
  direction: number;
  wrong: string | null;
}

export function packetOptionsOf(bytes: Buffer, from: number, to: number, order: ByteOrder, into: PacketOptions): void {
  into.direction = 0;
  into.wrong = null;
  if (from === to) return;
  into.wrong = walkOptions(bytes, from, to, order, (code, at, length) => {
    const right = packetOptions.get(code);
    if (right !== undefined && length !== right) return `option ${code} of a packet has ${length} bytes instead of ${right}`;
    if (code === flags) into.direction = (order.word(bytes, at) & 3) % 3;
    if (code === verdict && length === 0) return "a verdict is empty";
    if (code === verdict && numberedVerdicts.has(bytes[at]) && length !== 9) return `a verdict has ${length} bytes instead of 9`;
    return null;
  });
}

export interface InterfaceOptions {
  /** `if_tsresol`. */
  readonly resolution: number;
  /** `if_tsoffset`, seconds. */
  readonly offset: number;
}

/** Options of other lengths than theirs are as if they were not there. */
export function interfaceOptionsOf(bytes: Buffer, from: number, to: number, order: ByteOrder): InterfaceOptions | string {
  let resolution = 6;
  let offset = 0;
  const wrong = walkOptions(bytes, from, to, order, (code, at, length) => {
    if (code === 9 && length === 1) resolution = bytes[at];
    if (code === 14 && length === 8) offset = Number(order.long(bytes, at));
    return code === 11 && length === 0 ? "a filter is empty" : null;
  });
  return wrong ?? { resolution, offset };
}

/** What statistics of an interface tell: frames that it dropped, and those that the operating system did. Or what is wrong with the options. */
export function missedFrames(bytes: Buffer, from: number, to: number, order: ByteOrder): number | string {
  let missed = 0;
  const wrong = walkOptions(bytes, from, to, order, (code, at, length) => {
    if ((code === 5 || code === 7) && length === 8) missed += Math.max(0, Number(order.long(bytes, at)));
    return null;
  });
  return wrong ?? missed;
}
