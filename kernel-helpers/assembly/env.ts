// What src/edges/engine.ts gives the loops: the memory is shared out there.

/** Address of `length` bytes of zeros. */
export declare function allocate(length: u32): usize;
export declare function free(at: usize, length: u32): void;

/** As much memory as before and more, with the same at its beginning. */
export function grown(at: usize, length: u32, longer: u32): usize {
  const now = allocate(longer);
  memory.copy(now, at, length);
  free(at, length);
  return now;
}
