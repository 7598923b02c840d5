/*
 * DET's messages: ASCII, fields separated by `|!|`, the same on every transport.
 * A file is registered, sent in numbered chunks, and done; nothing is acknowledged.
 */

const separator = "|!|";

export type Message = RegisterMessage | DataMessage | DoneMessage;

export interface RegisterMessage {
  readonly kind: "register";
  readonly job: string;
  readonly fileName: string;
  /** MD5 of the file as it was before compression and encryption, hexadecimal. */
  readonly md5: string;
}

export interface DataMessage {
  readonly kind: "data";
  readonly job: string;
  /** Counts from 0. */
  readonly index: number;
  readonly chunk: Buffer;
}

export interface DoneMessage {
  readonly kind: "done";
  readonly job: string;
  /** Number of data messages. */
  readonly count: number;
}

/** The bytes of a message, before a transport wraps them. */
export function encodeMessage(message: Message): Buffer {
  return Buffer.from(fields(message).join(separator), "latin1");
}

function fields(message: Message): string[] {
  switch (message.kind) {
    case "register":
      return [message.job, message.fileName, "REGISTER", message.md5];
    case "data":
      return [message.job, String(message.index), message.chunk.toString("hex")];
    case "done":
      return [message.job, String(message.count), "DONE"];
  }
}

/** Reads a message; null for everything that is none. A file may be called like a number, so the keyword decides, not the index. */
export function parseMessage(bytes: Buffer): Message | null {
  const [job, second, third, fourth, ...rest] = bytes.toString("latin1").split(separator);
  if (third === undefined || rest.length > 0 || !/^[A-Za-z0-9]{7}$/.test(job)) return null;
  if (fourth !== undefined) {
    const registers = third === "REGISTER" && second.length > 0 && second.length <= 255 && /^[0-9a-f]{32}$/i.test(fourth);
    return registers ? { kind: "register", job, fileName: second, md5: fourth.toLowerCase() } : null;
  }
  if (!/^\d{1,9}$/.test(second)) return null;
  if (third === "DONE") return { kind: "done", job, count: Number(second) };
  const chunk = decodeHex(third);
  return chunk && chunk.length > 0 ? { kind: "data", job, index: Number(second), chunk } : null;
}

/** Where a message stands in its job, as the ledger counts: -1 the registration, then the data, then their number. */
export function ledgerIndex(message: Message): number {
  return message.kind === "register" ? -1 : message.kind === "data" ? message.index : message.count;
}

/** Bytes of the encrypted file that a message carries. */
export function payloadBytes(message: Message): number {
  return message.kind === "data" ? message.chunk.length : 0;
}

/** Bytes from hexadecimal digits of either case; null where the text is anything else (Buffer would stop there in silence). */
export function decodeHex(text: string): Buffer | null {
  return text.length % 2 === 0 && /^[0-9a-f]*$/i.test(text) ? Buffer.from(text, "hex") : null;
}
