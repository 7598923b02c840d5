// The loop over the frames of a piece of a capture. It stops at the first frame that is not as nearly all are, which the caller reads by
// the rules for all.
import { edgeOf4, edgeOf6 } from "./pairs";
import { view } from "./content";
import { isChosen, look } from "./looks";
import { ipHeader, pointOf } from "./usual";
import { addFrame, Rows, roots } from "./window";

/** Registers: doubles that src/edges/engine.ts reads and writes too, in the same order. */
const latestSeconds: usize = 1024;
const latestNanoseconds: usize = 1032;
const leastSeconds: usize = 1040;
const leastNanoseconds: usize = 1048;
const lastSeconds: usize = 1056;
const lastNanoseconds: usize = 1064;
const framesTaken: usize = 1072;
const framesTruncated: usize = 1080;
const framesOutOfOrder: usize = 1088;

const billion: i64 = 1000000000;
export const longestFrame: u32 = 262144;

let latest: i64 = 0;
let least: i64 = 0;
let last: i64 = 0;
/** Whether packets are looked at by the search for copies. */
let looking: bool = false;
let taken: u32 = 0;
let truncated: u32 = 0;
let outOfOrder: u32 = 0;

export function lookAtPackets(yes: bool): void {
  looking = yes;
}

export function begin(): void {
  latest = instant(latestSeconds, latestNanoseconds);
  least = instant(leastSeconds, leastNanoseconds);
  taken = truncated = outOfOrder = 0;
}

export function end(): void {
  if (taken === 0) return;
  put(latestSeconds, latestNanoseconds, latest);
  put(lastSeconds, lastNanoseconds, last);
  store<f64>(framesTaken, load<f64>(framesTaken) + taken);
  store<f64>(framesTruncated, load<f64>(framesTruncated) + truncated);
  store<f64>(framesOutOfOrder, load<f64>(framesOutOfOrder) + outOfOrder);
}

function instant(seconds: usize, nanoseconds: usize): i64 {
  return <i64>load<f64>(seconds) * billion + <i64>load<f64>(nanoseconds);
}

function put(seconds: usize, nanoseconds: usize, time: i64): void {
  store<f64>(seconds, <f64>(time / billion));
  store<f64>(nanoseconds, <f64>(time % billion));
}

/**
 * Counts a frame whose packet is as nearly all are: its addresses captured and known, its lengths in agreement, its time in the open windows and
 * no earlier than the first one. False: it is another, and nothing was counted.
 *
 * @param point interface and direction as the file tells them
 */
export function take(frame: usize, captured: u32, wire: u32, layer: u32, now: i64, point: u32): bool {
  // All that may refuse the frame comes before anything is counted: whoever reads it by the rules for all finds nothing done.
  const header = ipHeader(frame, layer);
  const version = header & 0xff;
  const offset = header >> 8;
  if (captured > wire || offset + 20 > captured || now < least) return false;
  for (let at = roots; at; at = changetype<Rows>(at).next) {
    const rows = changetype<Rows>(at);
    if (rows.from > now || rows.to <= now || rows.left <= <i64>wire) return false;
  }

  const ip = frame + offset;
  const first: u32 = load<u8>(ip);
  if (first >> 4 !== version) return false;
  let length: u32;
  let edge: i32;
  if (version === 4) {
    length = bswap<u16>(load<u16>(ip, 2));
    if ((first & 15) < 5 || length < (first & 15) * 4 || length > wire - offset) return false;
    edge = edgeOf4(load<u32>(ip, 12), load<u32>(ip, 16));
  } else {
    if (version !== 6) return false;
    length = 40 + bswap<u16>(load<u16>(ip, 4));
    if (length === 40 || offset + 40 > captured || length > wire - offset) return false;
    edge = edgeOf6(ip + 8, ip + 24);
  }
  if (edge < 0) return false;
  // Few are chosen, and only those are put in view: 10 ms a million packets less.
  if (looking && isChosen(ip, version, length, frame + captured)) {
    view(ip, version, length, frame + captured);
    look(<f64>(now / billion) + <f64>(now % billion) / 1e9, pointOf(frame, layer, point));
  }

  for (let at = roots; at; at = changetype<Rows>(at).next) {
    const rows = changetype<Rows>(at);
    rows.left -= <i64>wire + 1;
    addFrame(rows, edge, length, wire);
  }
  taken++;
  if (captured < wire) truncated++;
  if (now < latest) outOfOrder++;
  else latest = now;
  last = now;
  return true;
}
