import type { draws } from "../pcap/random";

type Draw = ReturnType<typeof draws>;
type Mutation = (bytes: Buffer, draw: Draw, others: readonly Buffer[]) => Buffer;

/** Lengths and numbers that readers stumble over. */
const telling = [0, 1, 2, 3, 4, 7, 8, 12, 15, 16, 20, 24, 28, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x40000, 0x40001, 1 << 24];
const words = [...telling, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff];

const flipBits: Mutation = (bytes, { whole }) => {
  for (let i = whole(1, 20); i > 0; i--) bytes[whole(0, bytes.length - 1)] ^= 1 << whole(0, 7);
  return bytes;
};

const setWords: Mutation = (bytes, { whole, pick }) => {
  for (let i = whole(1, 6); i > 0 && bytes.length >= 4; i--) {
    // Most fields of capture formats lie at multiples of four.
    const at = pick([1, 4]) === 4 ? whole(0, (bytes.length >> 2) - 1) * 4 : whole(0, bytes.length - 4);
    if (pick([true, false])) bytes.writeUInt32LE(pick(words), at);
    else bytes.writeUInt32BE(pick(words), at);
  }
  return bytes;
};

const setHalves: Mutation = (bytes, { whole, pick }) => {
  for (let i = whole(1, 6); i > 0 && bytes.length >= 2; i--) bytes.writeUInt16BE(pick(telling) & 0xffff, whole(0, bytes.length - 2));
  return bytes;
};

const cut: Mutation = (bytes, { whole }) => bytes.subarray(0, whole(0, bytes.length));

const part = (bytes: Buffer, { whole }: Draw): [number, number] => {
  const from = whole(0, bytes.length);
  return [from, Math.min(bytes.length, from + whole(0, 400))];
};

const remove: Mutation = (bytes, draw) => {
  const [from, to] = part(bytes, draw);
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
};

const repeat: Mutation = (bytes, draw) => {
  const [from, to] = part(bytes, draw);
  return Buffer.concat([
    bytes.subarray(0, to),
    ...Array.from({ length: draw.whole(1, 5) }, () => bytes.subarray(from, to)),
    bytes.subarray(to),
  ]);
};

const move: Mutation = (bytes, draw) => {
  const [from, to] = part(bytes, draw);
  const rest = Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  const at = draw.whole(0, rest.length);
  return Buffer.concat([rest.subarray(0, at), bytes.subarray(from, to), rest.subarray(at)]);
};

const splice: Mutation = (bytes, draw, others) => {
  const other = draw.pick(others);
  const [from, to] = part(other, draw);
  const at = draw.whole(0, bytes.length);
  return Buffer.concat([
    bytes.subarray(0, at),
    other.subarray(from, draw.pick([to, other.length])),
    bytes.subarray(draw.pick([at, bytes.length])),
  ]);
};

const insert: Mutation = (bytes, draw) => {
  const at = draw.whole(0, bytes.length);
  return Buffer.concat([bytes.subarray(0, at), draw.bytes(draw.whole(1, 40)), bytes.subarray(at)]);
};

const mutations = [flipBits, setWords, setWords, setHalves, cut, remove, repeat, move, splice, insert];

/** A damaged copy. */
export function mutated(bytes: Buffer, draw: Draw, others: readonly Buffer[]): Buffer {
  let result = Buffer.from(bytes);
  for (let i = draw.whole(1, 4); i > 0 && result.length > 0; i--) result = Buffer.from(draw.pick(mutations)(result, draw, others));
  return result;
}
