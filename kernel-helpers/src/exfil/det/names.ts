import { decodeHex } from "./message";

/*
 * DET's messages over dns: the hexadecimal digits of a message, cut into names below a domain. Each name begins with the job id.
 *
 * DET tells a message's last name by its being shorter than the longest, so a message that just fills its names has no end and fuses with
 * the next one. Here a name with the job id alone follows it, which DET reads as an empty piece and an end. Where such a message comes from
 * DET itself, the next message's beginning ends it: no piece of a message looks like one, because `|!|` is no hexadecimal digit.
 */

const label = 63;

/** Full labels of a name below the domain, characters of the one after them, and the length of the longest name. */
function shapeOf(domain: string): { labels: number; last: number; longest: number } {
  const room = 252 - domain.length;
  const labels = Math.floor(room / (label + 1));
  const last = Math.max(0, (room % (label + 1)) - 1);
  return { labels, last, longest: labels * (label + 1) + (last > 0 ? last + 1 : 0) + domain.length };
}

/** Hexadecimal digits of a message that one name holds. */
export function digitsPerName(domain: string): number {
  const { labels, last } = shapeOf(domain);
  return labels * label + last - jobLength;
}

const jobLength = 7;

/** The names that carry a message, in order. */
export function namesOf(message: Buffer, domain: string): string[] {
  const { longest } = shapeOf(domain);
  const room = digitsPerName(domain);
  const job = message.toString("latin1", 0, jobLength);
  const hex = message.toString("hex");
  const names: string[] = [];
  for (let at = 0; at < hex.length; at += room) names.push(nameOf(job + hex.slice(at, at + room), domain));
  return names.at(-1)?.length === longest ? [...names, nameOf(job, domain)] : names;
}

/** Labels of 63 characters, and one of what is left. */
function nameOf(text: string, domain: string): string {
  return [...(text.match(/.{1,63}/g) ?? []), domain].join(".");
}

/** What one name brought: messages that are whole now, each with what was given beside its names. */
export type Completed<T> = { readonly message: Buffer; readonly items: readonly T[] }[];

interface Open<T> {
  text: string;
  pieces: Set<string>;
  items: T[];
}

/** Jobs of which a message is under way, at once; the one that was heard of least recently makes room. */
const mostJobs = 64;
/** Hexadecimal digits of a message: as many as over tcp. */
const mostDigits = 320_000;

/** Digits from which two pieces are the same by no chance: half of them are those of an encrypted file. The beginning of a message has as many. */
const telling = 32;

/**
 * Puts messages together from names. A piece that came before, in this message or the one before, is dropped: resolvers ask again. But the last
 * piece of a message may be a digit or two, or none, and the same as that of the message before. Upper and lower case are the same, because
 * some resolvers mix them.
 *
 * @returns a function that takes a name and something to keep beside it; null when the name carries no message of DET's
 */
export function messagesFromNames<T>(domain: string): (name: string, item: T) => Completed<T> | null {
  const { longest } = shapeOf(domain);
  const suffix = `.${domain.toLowerCase()}`;
  const open = new Map<string, Open<T>>();
  const before = new Map<string, ReadonlySet<string>>();

  function begin(job: string): Open<T> {
    const fresh: Open<T> = { text: "", pieces: new Set(), items: [] };
    open.set(job, fresh);
    if (open.size > mostJobs) open.delete(open.keys().next().value!);
    return fresh;
  }

  function finish(job: string, { text, pieces, items }: Open<T>): Completed<T> {
    open.delete(job);
    before.delete(job);
    before.set(job, pieces);
    if (before.size > mostJobs) before.delete(before.keys().next().value!);
    const message = decodeHex(text);
    return message ? [{ message, items }] : [];
  }

  return (name, item) => {
    const given = name.toLowerCase();
    if (!given.endsWith(suffix)) return null;
    const text = given.slice(0, -suffix.length).replaceAll(".", "");
    const [, job, piece] = /^([a-z0-9]{7})([0-9a-f]*)$/.exec(text) ?? [];
    if (job === undefined) return null;
    const known = open.get(job);
    // While a message is under way, a short piece is taken for its own: what is asked again comes before the next message begins.
    const isOld = (!known || piece.length >= telling) && before.get(job)?.has(piece) === true;
    if (isOld || known?.pieces.has(piece)) return [];

    const done: Completed<T> = [];
    let message = known;
    if (beginsMessage(piece, job)) {
      if (known) done.push(...finish(job, known));
      message = begin(job);
    } else if (!message) return piece === "" ? [] : null; // the beginning is lost
    message.text += piece;
    message.pieces.add(piece);
    message.items.push(item);
    open.delete(job);
    open.set(job, message);
    if (message.text.length > mostDigits) {
      open.delete(job);
      return done.length > 0 ? done : null;
    }
    return given.length < longest ? [...done, ...finish(job, message)] : done;
  };
}

/** Whether a piece is the first of a message: the job id and `|!|` in hexadecimal. */
function beginsMessage(piece: string, job: string): boolean {
  const head = Buffer.from(piece.slice(0, 20), "hex").toString("latin1").toLowerCase();
  return head === `${job}|!|`;
}
