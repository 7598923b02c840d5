import { encodeHex } from "../det/hex";
import { exchange } from "./connection";
import type { Endpoint } from "./endpoint";
import type { Delivery, SendOptions } from "./wire";

/** DET over tcp: one connection a message, hexadecimal digits, closed by the sender; there is no reply. */
export function sendTcp(message: Buffer, to: Endpoint, options: SendOptions): Promise<Delivery> {
  return exchange(encodeHex(message), to, options, "by closing");
}
