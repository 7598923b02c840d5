import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";

/**
 * Writes a pcap file of TCP packets over Ethernet, the same for the same options: each packet goes along one of `pairs` pairs of hosts,
 * chosen evenly, `shortest` to `longest` bytes long, at even distances within `seconds`.
 *
 * @param pairs Infinity: each packet draws its two hosts anew
 */
export function writeCapture(file, { packets, hosts, pairs, shortest = 60, longest = 340, seconds = 100, seed = 1 }) {
  const random = mulberry32(seed);
  const below = (n) => Math.floor(random() * n);
  const listed = Number.isFinite(pairs) ? Uint32Array.from({ length: pairs * 2 }, () => below(hosts)) : null;
  const piece = Buffer.alloc(1 << 22);
  const out = openSync(file, "w");
  let filled = fileHeader(piece);
  for (let i = 0; i < packets; i++) {
    if (filled + 16 + longest > piece.length) {
      writeSync(out, piece, 0, filled);
      filled = 0;
    }
    const time = (i * seconds) / packets;
    const at = listed && below(pairs) * 2;
    const [source, destination] = listed ? [listed[at], listed[at + 1]] : [below(hosts), below(hosts)];
    filled += record(piece, filled, time, source, destination, shortest + below(longest - shortest + 1));
  }
  writeSync(out, piece, 0, filled);
  fsyncSync(out); // Else the system goes on writing on the processor that is measured next.
  closeSync(out);
}

/** Little-endian, microseconds, Ethernet. */
function fileHeader(into) {
  into.writeUInt32LE(0xa1b2c3d4, 0);
  into.writeUInt16LE(2, 4);
  into.writeUInt16LE(4, 6);
  into.writeUInt32LE(262144, 16);
  into.writeUInt32LE(1, 20);
  return 24;
}

function record(into, at, time, source, destination, length) {
  const whole = Math.floor(time);
  into.writeUInt32LE(1_700_000_000 + whole, at);
  into.writeUInt32LE(Math.floor((time - whole) * 1e6), at + 4);
  into.writeUInt32LE(length, at + 8);
  into.writeUInt32LE(length, at + 12);
  const frame = at + 16;
  into.fill(0, frame, frame + length);
  into.writeUInt16BE(0x0800, frame + 12);
  const ip = frame + 14;
  into[ip] = 0x45;
  into.writeUInt16BE(length - 14, ip + 2);
  into[ip + 8] = 64;
  into[ip + 9] = 6;
  into.writeUInt32BE(0x0a000000 + source, ip + 12);
  into.writeUInt32BE(0x0a000000 + destination, ip + 16);
  into.writeUInt16BE(1024 + (source % 50_000), ip + 20);
  into.writeUInt16BE(80, ip + 22);
  into[ip + 32] = 0x50;
  return 16 + length;
}

/** A small generator with a good spread; its numbers are those of every machine. */
function mulberry32(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
