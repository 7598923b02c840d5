/** What a pickle of plain data holds; a dictionary is a Map, a tuple an array. */
export type Pickled = string | number | boolean | null | Pickled[] | Map<Pickled, Pickled>;

/** Whether bytes begin like a pickle: protocol 2 and later, or a dictionary of protocol 0. */
export const isPickle = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5) || (bytes[0] === 0x28 && bytes[1] === 0x64);

/**
 * Reads the pickle of plain data (dictionaries, lists, tuples, text, numbers), protocols 0 to 5. What would make objects or call
 * anything is refused, so that a strange file cannot do harm.
 *
 * @throws Error that names the place
 */
export function unpickle(bytes: Buffer): Pickled {
  const stack: Pickled[] = [];
  const marks: number[] = [];
  const memo = new Map<number, Pickled>();
  let at = 0;

  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new Error("ends before its end");
    return bytes.subarray(at, (at += length));
  };
  const byte = (): number => take(1)[0];
  const text = (length: number): string => take(length).toString("utf8");
  const line = (): string => {
    const end = bytes.indexOf(10, at);
    if (end < 0) throw new Error("ends before its end");
    return text(end + 1 - at).slice(0, -1);
  };
  const sinceMark = (): Pickled[] => stack.splice(marks.pop() ?? 0);
  const top = <T extends Pickled>(): T => stack[stack.length - 1] as T;
  const setAll = (pairs: readonly Pickled[]): void => {
    for (let i = 0; i < pairs.length; i += 2) top<Map<Pickled, Pickled>>().set(pairs[i], pairs[i + 1]);
  };
  const number = (digits: string): Pickled => (digits === "01" ? true : digits === "00" ? false : Number(digits.replace(/L$/, "")));
  const push = (value: Pickled): void => void stack.push(value);

  const operations: Readonly<Record<number, () => void>> = {
    0x80: () => byte(), // protocol
    0x95: () => take(8), // frame
    0x28: () => marks.push(stack.length), // (
    0x30: () => stack.pop(), // 0
    0x4e: () => push(null), // N
    0x88: () => push(true),
    0x89: () => push(false),
    0x49: () => push(number(line())), // I
    0x4c: () => push(number(line())), // L
    0x46: () => push(Number(line())), // F
    0x4b: () => push(byte()), // K
    0x4d: () => push(take(2).readUInt16LE()), // M
    0x4a: () => push(take(4).readInt32LE()), // J
    0x8a: () => push(littleEndian(take(byte()))),
    0x47: () => push(take(8).readDoubleBE()), // G
    0x53: () => push(line().replace(/^u?(['"])(.*)\1$/, "$2")), // S
    0x56: () => push(line().replace(/\\u([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))), // V
    0x55: () => push(text(byte())), // U
    0x54: () => push(text(take(4).readUInt32LE())), // T
    0x58: () => push(text(take(4).readUInt32LE())), // X
    0x8c: () => push(text(byte())),
    0x8d: () => push(text(Number(take(8).readBigUInt64LE()))),
    0x29: () => push([]), // )
    0x85: () => push(stack.splice(-1)),
    0x86: () => push(stack.splice(-2)),
    0x87: () => push(stack.splice(-3)),
    0x74: () => push(sinceMark()), // t
    0x5d: () => push([]), // ]
    0x6c: () => push(sinceMark()), // l
    0x61: () => {
      const item = stack.pop()!;
      top<Pickled[]>().push(item);
    }, // a
    0x65: () => {
      const items = sinceMark();
      top<Pickled[]>().push(...items);
    }, // e
    0x7d: () => push(new Map()), // }
    0x64: () => {
      const pairs = sinceMark();
      push(new Map());
      setAll(pairs);
    }, // d
    0x73: () => setAll(stack.splice(-2)), // s
    0x75: () => setAll(sinceMark()), // u
    0x70: () => memo.set(Number(line()), top()), // p
    0x71: () => memo.set(byte(), top()), // q
    0x72: () => memo.set(take(4).readUInt32LE(), top()), // r
    0x94: () => memo.set(memo.size, top()),
    0x67: () => push(memo.get(Number(line())) ?? null), // g
    0x68: () => push(memo.get(byte()) ?? null), // h
    0x6a: () => push(memo.get(take(4).readUInt32LE()) ?? null), // j
  };

  for (;;) {
    const operation = byte();
    if (operation === 0x2e) return top(); // .
    if (!Object.hasOwn(operations, operation)) throw new Error(`byte ${at - 1}: 0x${operation.toString(16)} makes no plain data`);
    operations[operation]();
  }
}

function littleEndian(bytes: Buffer): number {
  return bytes.length === 0 ? 0 : Number(BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`)));
}
