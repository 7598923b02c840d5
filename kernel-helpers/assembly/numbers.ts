import { allocate, free } from "./env";

/**
 * Numbers of pairs of words: open addressing, slots of both words and their number (0: empty).
 *
 * Words are compared one by one: two IPv4 addresses are never packed into one number that cannot hold both.
 */
@unmanaged
export class Numbers {
  slots: usize;
  bits: u32;
  count: u32;
}

/** Words and number stand together: a look-up touches one line of the processor's cache, seldom two. */
export const slotBytes: u32 = 12;

export function numbers(bits: u32): Numbers {
  const made = changetype<Numbers>(allocate(offsetof<Numbers>()));
  made.slots = allocate(slotBytes << bits);
  made.bits = bits;
  return made;
}

/** The slot of a pair: its own, or the empty one where it is to be put. */
export function slotOf(all: Numbers, a: u32, b: u32): usize {
  // The high bits of a product depend on all bits of both words; neighbouring addresses differ in few.
  const hash = ((((<u64>a) << 32) | (<u64>b)) * 0x9e3779b97f4a7c15) >> (64 - all.bits);
  const mask: u32 = (1 << all.bits) - 1;
  let slot = <u32>hash;
  let at = all.slots + slot * slotBytes;
  while (load<u32>(at, 8) !== 0 && (load<u32>(at) !== a || load<u32>(at, 4) !== b)) {
    slot = (slot + 1) & mask;
    at = all.slots + slot * slotBytes;
  }
  return at;
}

/** The number in a slot; 0: it is empty. */
export function numberAt(slot: usize): u32 {
  return load<u32>(slot, 8);
}

/** Puts a pair into the empty slot that `slotOf` gave for it. */
export function put(all: Numbers, slot: usize, a: u32, b: u32, number: u32): void {
  set(slot, a, b, number);
  if (++all.count * 8 > (<u32>5) << all.bits) grow(all);
}

export function slotsLength(all: Numbers): u32 {
  return slotBytes << all.bits;
}

/** Gives back the memory: nothing can be looked up any more. */
export function release(all: Numbers): void {
  free(all.slots, slotsLength(all));
}

export function forget(all: Numbers): void {
  memory.fill(all.slots, 0, slotsLength(all));
  all.count = 0;
}

function set(slot: usize, a: u32, b: u32, number: u32): void {
  store<u32>(slot, a);
  store<u32>(slot, b, 4);
  store<u32>(slot, number, 8);
}

function grow(all: Numbers): void {
  const before = all.slots;
  const length = slotsLength(all);
  all.slots = allocate(slotBytes << ++all.bits);
  for (let at = before; at < before + length; at += slotBytes)
    if (numberAt(at) !== 0) set(slotOf(all, load<u32>(at), load<u32>(at, 4)), load<u32>(at), load<u32>(at, 4), numberAt(at));
  free(before, length);
}
