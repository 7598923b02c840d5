import type { Transport } from "../runfolder";
import { encodeQuery } from "./agent/dns-packet";
import type { ChunkSize } from "./det/chunk";
import { meanChunk } from "./det/chunk";
import { encodeHex } from "./det/hex";
import { encodeMessage } from "./det/message";
import { namesOf } from "./det/names";
import { encodeRequest, reply } from "./det/web";
import { domainOf } from "./document";

/** What one data message costs on a hop, bytes. */
export interface MessageCost {
  /** Handed to the transport. */
  readonly encoded: number;
  /** IP packets in the theft's direction, and back. */
  readonly ip: number;
  readonly back: number;
}

const [ipHeader, udpHeader] = [20, 8];

/** IP and transport headers over IPv4, bytes: of udp (icmp's is as long), and of tcp with time stamps, as Linux sends it. */
const headers = { udp: ipHeader + udpHeader, tcp: 20 + 32, syn: 20 + 40 };

/** What a segment carries on Ethernet, bytes. */
const segment = 1500 - headers.tcp;

/** Bytes of the reply's head over http, beside its body: status line, date and five fields. */
const replyHead = 190;

/** Bytes of a service's reply to what it handed over: its head. */
const keptReply = 170;

/** Bytes of the record of a DNS answer. */
const answerRecord = 16;

/** What of a theft matters beside its transport and chunks. */
export interface Costed {
  readonly way?: "ports" | "application";
  readonly domain?: string;
}

/**
 * What a message of the mean size costs, from the very encoding that the agents use. Packets over tcp are those of one connection
 * without loss: three to open it, the data, and an acknowledgement and an end each way; on a connection that is kept the data and the reply, each with
 * an acknowledgement.
 *
 * @param count data messages of the file: their numbers stand in them
 */
export function messageCost(transport: Transport, chunk: ChunkSize, count: number, { way, domain }: Costed = {}): MessageCost {
  const message = encodeMessage({
    kind: "data",
    job: "aaaaaaa",
    index: Math.max(0, count >> 1),
    chunk: Buffer.alloc(Math.max(1, Math.round(meanChunk(chunk))), 0xa5),
  });
  switch (transport) {
    case "udp": {
      const encoded = encodeHex(message).length;
      return { encoded, ip: inFragments(encoded + udpHeader), back: 0 };
    }
    case "tcp": {
      const encoded = encodeHex(message).length;
      return { encoded, ip: headers.syn + 3 * headers.tcp + inSegments(encoded), back: headers.syn + 2 * headers.tcp };
    }
    case "http": {
      if (way === "application") {
        const encoded = encodeRequest(message, "POST", "10.77.10.1:80", "/events").length;
        return { encoded, ip: inSegments(encoded) + headers.tcp, back: inSegments(keptReply) + headers.tcp };
      }
      const of = (method: "POST" | "GET") => encodeRequest(message, method, "10.77.10.1:8080").length;
      const [post, get] = [of("POST"), of("GET")];
      const answer = replyHead + reply.body.length;
      return {
        encoded: (post + get) / 2,
        ip: headers.syn + 3 * headers.tcp + (inSegments(post) + inSegments(get)) / 2,
        back: headers.syn + 3 * headers.tcp + inSegments(answer),
      };
    }
    case "dns": {
      const queries = namesOf(message, domainOf({ domain })).map((name) => encodeQuery(0, name).length);
      const encoded = queries.reduce((sum, length) => sum + length, 0);
      const ip = encoded + queries.length * headers.udp;
      return { encoded, ip, back: ip + queries.length * answerRecord };
    }
    case "icmp": {
      const encoded = message.toString("base64").length;
      return { encoded, ip: encoded + headers.udp, back: encoded + headers.udp };
    }
  }
}

/** Payload of IP in as many packets as it needs, each with a header. */
const inFragments = (bytes: number): number => bytes + Math.ceil(bytes / (1500 - ipHeader)) * ipHeader;

const inSegments = (bytes: number): number => bytes + Math.ceil(bytes / segment) * headers.tcp;
