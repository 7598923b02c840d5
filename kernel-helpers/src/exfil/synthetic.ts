import { createCipheriv, createHash } from "node:crypto";
import { randomStream, wholeBetween, type Random } from "../runfolder/random";

export type DataKind = "records" | "text" | "random";

/** Bytes that are made at once. */
const pieceBytes = 64 * 1024;

/**
 * The data that is stolen: made from the seed, so that anyone can make the same bytes again, and nobody's property.
 * `records` are lines of invented customers (addresses at example.com, card numbers of a range that no bank issues), `text` is
 * invented prose, `random` is incompressible.
 *
 * @param bytes exact length; records and text are cut there
 */
export function syntheticData(kind: DataKind, bytes: number, seed: number): Buffer {
  return Buffer.concat([...syntheticPieces(kind, bytes, seed)]);
}

/** The same data piece by piece, so that no more than a piece of it is in memory. */
export function* syntheticPieces(kind: DataKind, bytes: number, seed: number): Generator<Buffer> {
  const more = kind === "random" ? keystream(seed) : lines(kind, seed);
  for (let left = bytes; left > 0;) {
    const piece = more();
    yield left < piece.length ? piece.subarray(0, left) : piece;
    left -= piece.length;
  }
}

/** Whole lines, of a piece's length or a little more. */
function lines(kind: "records" | "text", seed: number): () => Buffer {
  const random = randomStream(seed, `data/${kind}`);
  const next = kind === "records" ? () => record(random) : () => sentence(random);
  let text = kind === "records" ? "id,name,email,street,city,card,expires\n" : "";
  return () => {
    while (text.length < pieceBytes) text += next();
    const piece = Buffer.from(text, "latin1");
    text = "";
    return piece;
  };
}

/** AES-256 in counter mode as a generator: as fast as memory, the same everywhere. */
function keystream(seed: number): () => Buffer {
  const key = createHash("sha256").update(`${seed}/data/random`).digest();
  const cipher = createCipheriv("aes-256-ctr", key, Buffer.alloc(16));
  const zeros = Buffer.alloc(pieceBytes);
  return () => cipher.update(zeros);
}

const firstNames = ["ada", "bo", "carla", "dmitri", "esi", "farah", "goran", "hana", "ivo", "jun", "kofi", "lena", "mato", "nia", "olga"];
const lastNames = [
  "abara",
  "berg",
  "costa",
  "dahl",
  "ekman",
  "fischer",
  "gupta",
  "horvat",
  "ito",
  "jansen",
  "kim",
  "lopez",
  "moreau",
  "nowak",
];
const streets = ["Ash Lane", "Brook Road", "Cedar Street", "Dock Square", "Elm Avenue", "Forge Hill", "Garden Row", "Harbour Way"];
const cities = ["Northwick", "Eastbrook", "Southmere", "Westholt", "Oldbridge", "Newhaven", "Highfield", "Lowmoor"];
const words = [
  "the",
  "a",
  "ledger",
  "harbour",
  "raven",
  "carries",
  "watches",
  "quiet",
  "northern",
  "over",
  "under",
  "memory",
  "and",
  "letter",
  "stone",
];

function record(random: Random): string {
  const first = pick(random, firstNames);
  const last = pick(random, lastNames);
  const id = wholeBetween(random, 100_000, 999_999);
  const card = `0000 ${digits(random, 4)} ${digits(random, 4)} ${digits(random, 4)}`;
  const expires = `${String(wholeBetween(random, 1, 12)).padStart(2, "0")}/${wholeBetween(random, 26, 34)}`;
  const street = `${wholeBetween(random, 1, 199)} ${pick(random, streets)}`;
  return `${id},${first} ${last},${first}.${last}${id % 97}@example.com,${street},${pick(random, cities)},${card},${expires}\n`;
}

function sentence(random: Random): string {
  const sentenceWords = Array.from({ length: wholeBetween(random, 6, 16) }, () => pick(random, words));
  return `${sentenceWords.join(" ")}.\n`;
}

function digits(random: Random, count: number): string {
  return String(wholeBetween(random, 0, 10 ** count - 1)).padStart(count, "0");
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[wholeBetween(random, 0, from.length - 1)];
}
