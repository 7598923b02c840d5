import { encodeRequest } from "../det/web";
import { exchange } from "./connection";
import { endpointText, type Endpoint } from "./endpoint";
import type { Delivery, SendOptions } from "./wire";

/** DET over http: a form or a cookie, as told or by the toss of a coin, one connection a message, closed by the server after its reply. */
export function sendHttp(message: Buffer, to: Endpoint, options: SendOptions): Promise<Delivery> {
  const method = options.method !== "either" ? options.method : options.random() < 0.5 ? "POST" : "GET";
  const request = encodeRequest(message, method, endpointText(to.address, to.port));
  return exchange(request, to, options, (answer) => {
    const status = answer.toString("latin1", 0, 64).split("\r\n")[0];
    return /^HTTP\/1\.[01] 200\b/.test(status) ? null : `the server answered ${JSON.stringify(status)}`;
  });
}
