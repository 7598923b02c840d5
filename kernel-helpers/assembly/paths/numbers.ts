// Numbers that lie one after the other in memory.

/** Doubles, by their place. */
@unmanaged
export class Doubles {
  @inline
  @operator("[]")
  at(place: u32): f64 {
    return load<f64>(changetype<usize>(this) + ((<usize>place) << 3));
  }

  @inline
  @operator("[]=")
  put(place: u32, value: f64): void {
    store<f64>(changetype<usize>(this) + ((<usize>place) << 3), value);
  }
}

/** Words of 32 bits, by their place. */
@unmanaged
export class Words {
  @inline
  @operator("[]")
  at(place: u32): u32 {
    return load<u32>(changetype<usize>(this) + ((<usize>place) << 2));
  }

  @inline
  @operator("[]=")
  put(place: u32, value: u32): void {
    store<u32>(changetype<usize>(this) + ((<usize>place) << 2), value);
  }
}
