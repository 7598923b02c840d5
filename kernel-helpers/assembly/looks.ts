// Packets that src/edges/copies/guard.ts looks at, to see whether several points saw the same: of all up to a number, then of those only
// whose content falls into a half, a quarter… of all values, which are the same packets at each point.
import { allocate } from "./env";
import { both, choice, choiceOf, destinationOnly, isDistinct, isToMany, keyA, keyB, makeKey, sourceOnly } from "./content";

/** So many packets are looked at, however long the captures are. */
const most: u32 = 1 << 17;

/** A look: time and point as doubles, choice, both words of the key, and the file's number with a bit for whether it is distinct. */
const lookBytes: u32 = 32;
let looks: usize = 0;
let count: u32 = 0;
let below: u64 = 0x100000000;
let file: u32 = 0;
let firstPoint: f64 = 0;
let firstFile: u32 = 0;
let several: bool = false;
/** Where address translation may have changed one end, packets are told by the other: each counts twice. */
let oneEnd: bool = false;

export function lookByOneEnd(): void {
  oneEnd = true;
}

/** The packets of another file follow. */
export function lookAtFile(number: u32): void {
  file = number;
}

export function looksMade(): u32 {
  return count;
}

/** Whether packets of several points, in one file or in several, were looked at. */
export function pointsDiffer(): bool {
  return several;
}

export function looksAt(): usize {
  return looks;
}

/** Whether a packet, which need not be in view, is one of those that are looked at. */
export function isChosen(ip: usize, version: u32, length: u32, end: usize): bool {
  return <u64>choiceOf(ip, version, length, end) < below;
}

/** Looks at the packet in view, if it is one of those. */
export function look(time: f64, point: f64): void {
  const chosen = choice();
  if (<u64>chosen >= below || isToMany()) return;
  const distinct = isDistinct();
  if (distinct && oneEnd) {
    keep(chosen, sourceOnly, distinct, time, point);
    keep(chosen, destinationOnly, distinct, time, point);
  } else keep(chosen, both, distinct, time, point);
}

function keep(chosen: u32, ends: u32, distinct: bool, time: f64, point: f64): void {
  if (looks === 0) {
    looks = allocate(most * lookBytes);
    firstPoint = point;
    firstFile = file;
  }
  if (point !== firstPoint || file !== firstFile) several = true;
  if (count === most) thin();
  if (count === most || <u64>chosen >= below) return;
  const at = looks + count++ * lookBytes;
  makeKey(ends);
  store<f64>(at, time);
  store<f64>(at, point, 8);
  store<u32>(at, chosen, 16);
  store<u32>(at, keyA, 20);
  store<u32>(at, keyB, 24);
  store<u32>(at, (file << 1) | (distinct ? 1 : 0), 28);
}

/** Looks at half as many packets from now on. */
function thin(): void {
  below >>= 1;
  const end = looks + count * lookBytes;
  let kept = looks;
  for (let at = looks; at < end; at += lookBytes) {
    if (<u64>load<u32>(at, 16) >= below) continue;
    memory.copy(kept, at, lookBytes);
    kept += lookBytes;
  }
  count = <u32>(kept - looks) / lookBytes;
}
