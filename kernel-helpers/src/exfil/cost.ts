import type { Transport } from "../runfolder";
import type { ChunkSize } from "./det/chunk";
import { meanChunk } from "./det/chunk";
import { encodeHex } from "./det/hex";
import { encodeMessage } from "./det/message";
import { encodeRequest, reply } from "./det/web";

/** What one data message costs on a hop, bytes. */
export interface MessageCost {
  /** Handed to the transport. */
  readonly encoded: number;
  /** IP packets in the theft's direction, and back. */
  readonly ip: number;
  readonly back: number;
}

/** IP and transport headers over IPv4, bytes: of udp, and of tcp with time stamps, as Linux sends it. */
const headers = { udp: 20 + 8, tcp: 20 + 32, syn: 20 + 40 };

/** What a segment carries on Ethernet, bytes. */
const segment = 1500 - headers.tcp;

/** Bytes of the reply's head over http, beside its body: status line, date and five fields. */
const replyHead = 190;

/**
 * What a message of the mean size costs, from the very encoding that the agents use. Packets over tcp are those of one connection
 * without loss: three to open it, the data, and an acknowledgement and an end each way.
 *
 * @param count data messages of the file: their numbers stand in them
 */
export function messageCost(transport: Transport, chunk: ChunkSize, count: number): MessageCost | null {
  const message = encodeMessage({
    kind: "data",
    job: "aaaaaaa",
    index: Math.max(0, count >> 1),
    chunk: Buffer.alloc(Math.max(1, Math.round(meanChunk(chunk))), 0xa5),
  });
  switch (transport) {
    case "udp": {
      const encoded = encodeHex(message).length;
      return { encoded, ip: encoded + headers.udp, back: 0 };
    }
    case "tcp": {
      const encoded = encodeHex(message).length;
      return { encoded, ip: headers.syn + 3 * headers.tcp + inSegments(encoded), back: headers.syn + 2 * headers.tcp };
    }
    case "http": {
      const of = (method: "POST" | "GET") => encodeRequest(message, method, "10.77.10.1:8080").length;
      const [post, get] = [of("POST"), of("GET")];
      const answer = replyHead + reply.body.length;
      return {
        encoded: (post + get) / 2,
        ip: headers.syn + 3 * headers.tcp + (inSegments(post) + inSegments(get)) / 2,
        back: headers.syn + 3 * headers.tcp + inSegments(answer),
      };
    }
    default:
      return null;
  }
}

const inSegments = (bytes: number): number => bytes + Math.ceil(bytes / segment) * headers.tcp;
