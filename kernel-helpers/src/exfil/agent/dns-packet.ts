/*
 * The little of RFC 1035 that a message's names need: a query for an A record, and its answer.
 */

const header = 12;
const [typeA, classIn] = [1, 1];
const flags = { query: 0x0100 /* recursion desired */, answer: 0x8500 /* authoritative */, refused: 0x8105 } as const;

/** What every name is said to be: an address for documentation (RFC 5737), not to be kept. */
const answered = Buffer.from([0xc0, header, 0, typeA, 0, classIn, 0, 0, 0, 0, 0, 4, 192, 0, 2, 1]);

/** A question for a name's address. */
export function encodeQuery(id: number, name: string): Buffer {
  const labels = name.split(".").flatMap((text) => [Buffer.from([text.length]), Buffer.from(text, "latin1")]);
  const head = Buffer.alloc(header);
  head.writeUInt16BE(id, 0);
  head.writeUInt16BE(flags.query, 2);
  head.writeUInt16BE(1, 4);
  return Buffer.concat([head, ...labels, Buffer.from([0, 0, typeA, 0, classIn])]);
}

export interface Query {
  readonly id: number;
  readonly name: string;
  /** Bytes of the packet up to the end of its question. */
  readonly end: number;
}

/** Reads a packet with one question; null for everything else. What stands behind the question (EDNS) is not looked at. */
export function parseQuery(packet: Buffer): Query | null {
  if (packet.length < header || packet.readUInt16BE(2) & 0xf800 || packet.readUInt16BE(4) !== 1) return null;
  const labels: string[] = [];
  let at = header;
  for (let length = 0; at < packet.length && packet[at] !== 0; at += 1 + packet[at]) {
    const text = packet.toString("latin1", at + 1, at + 1 + packet[at]);
    length += 1 + text.length;
    if (packet[at] > 63 || text.length !== packet[at] || length > 254 || !/^[\w-]+$/.test(text)) return null;
    labels.push(text);
  }
  const end = at + 5;
  return labels.length > 0 && end <= packet.length ? { id: packet.readUInt16BE(0), name: labels.join("."), end } : null;
}

/** The answer to a query: an address, or (`known` false) that we are not to be asked for this name. */
export function encodeAnswer(query: Buffer, end: number, known: boolean): Buffer {
  const head = Buffer.from(query.subarray(0, end));
  head.writeUInt16BE(known ? flags.answer : flags.refused, 2);
  head.writeUInt16BE(known ? 1 : 0, 6);
  head.writeUInt32BE(0, 8);
  return known ? Buffer.concat([head, answered]) : head;
}

/** The id of an answer; null when the packet is none. */
export function answerId(packet: Buffer): number | null {
  return packet.length >= header && packet.readUInt16BE(2) & 0x8000 ? packet.readUInt16BE(0) : null;
}
