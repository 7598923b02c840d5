import { padded, type ByteOrder } from "./byteOrder";
import { walkOptions } from "./pcapngOptions";

/** Says what is wrong with a block's body [from, to), or null. */
type Check = (bytes: Buffer, from: number, to: number, order: ByteOrder) => string | null;

const netflix = 10949;
/** `__REALTIME_TIMESTAMP=0` and a line's end. */
const shortestJournalEntry = 23;

/**
 * Blocks without packets of which Wireshark reads the content. Where that is broken its reading ends, and so must the counting: what comes
 * after is not in anybody's picture of the file.
 */
export const checks: ReadonlyMap<number, Check> = new Map<number, Check>([
  [4, names],
  [9, journal],
  [10, secrets],
  [0x204, (_, from, to) => atLeast(from, to, 24)],
  [0x216, (_, from, to) => atLeast(from, to, 28)],
  [0x221, (_, from, to) => atLeast(from, to, 28)],
  [0xbad, custom],
  [0x40000bad, custom],
]);

/** The longest of them that is looked at. Longer ones, and blocks of other types, are passed over. */
export const longestChecked = 16 * 1024 * 1024;

function atLeast(from: number, to: number, length: number): string | null {
  return to - from < length ? `a block of ${to - from + 12} bytes is too short for its type` : null;
}

function custom(bytes: Buffer, from: number, to: number, order: ByteOrder): string | null {
  return atLeast(from, to, 4) ?? (order.word(bytes, from) === netflix ? atLeast(from, to, 8) : null);
}

function secrets(bytes: Buffer, from: number, to: number, order: ByteOrder): string | null {
  const short = atLeast(from, to, 8);
  if (short) return short;
  const length = order.word(bytes, from + 4);
  return length > to - from - 8 ? `secrets claim ${length} bytes, more than their block holds` : null;
}

function journal(bytes: Buffer, from: number, to: number): string | null {
  let end = to;
  while (end > from && bytes[end - 1] === 0) end--;
  return end - from < shortestJournalEntry ? "a journal entry is too short" : null;
}

/** Records of an address and the names that end in zero bytes; then options. */
function names(bytes: Buffer, from: number, to: number, order: ByteOrder): string | null {
  if (to - from < 4) return atLeast(from, to, 4);
  let at = from;
  while (at < to) {
    if (at + 4 > to) return "a name's header is cut off";
    const [type, length] = [order.half(bytes, at), order.half(bytes, at + 2)];
    const end = at + 4 + length;
    if (at + 4 + padded(length) > to) return `a name claims ${length} bytes, more than its block holds`;
    const address = type === 1 ? 4 : type === 2 ? 16 : 0;
    if (length < address) return "a name's address is cut off";
    if (address > 0 && length > address && bytes[end - 1] !== 0) return "a name has no end";
    at += 4 + padded(length);
    if (type === 0) return walkOptions(bytes, at, to, order);
  }
  return null;
}
