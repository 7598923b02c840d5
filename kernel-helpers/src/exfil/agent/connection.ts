import { connect, type Socket } from "node:net";
import { endpointText, type Endpoint } from "./endpoint";
import type { Delivery, SendOptions } from "./wire";

/** Nobody answers for this long, milliseconds: the attempt has failed. */
const patience = 10_000;

/**
 * Opens a connection for one message, writes it, and hands what comes back to `answered`, which says whether all has come.
 * The connection's real remote address is checked before anything is written.
 *
 * @returns when both sides have closed
 * @throws Error when the connection fails, is closed before the answer is complete, or goes where it must not
 */
export function exchange(bytes: Buffer, to: Endpoint, options: SendOptions, answered: Answered): Promise<Delivery> {
  return new Promise((resolve, reject) => {
    if (!options.permits(to.address)) return reject(refusal(to.address));
    const socket = connect({ host: to.address, port: to.port, allowHalfOpen: true, noDelay: true });
    const answer: Buffer[] = [];
    let delivery: Delivery | null = null;
    let complete = false;
    socket.setTimeout(patience, () => socket.destroy(new Error(`no answer in ${patience / 1000} s`)));
    socket.on("connect", () => {
      const remote = socket.remoteAddress ?? "";
      if (!options.permits(remote)) return socket.destroy(refusal(remote));
      delivery = { time: options.clock(), ...endsOf(socket), encoded: bytes.length };
      if (answered === "by closing") socket.end(bytes);
      else socket.write(bytes);
    });
    socket.on("data", (piece: Buffer) => answer.push(piece));
    socket.on("end", () => {
      const failure = answered === "by closing" ? null : answered(Buffer.concat(answer));
      if (failure) return socket.destroy(new Error(failure));
      complete = true;
      socket.end();
    });
    socket.on("error", reject);
    socket.on("close", () => (delivery && complete ? resolve(delivery) : reject(new Error("the connection was closed early"))));
  });
}

/** What is wrong with the answer that came before the other side closed, or null; `by closing`: we close first, nothing comes. */
export type Answered = "by closing" | ((answer: Buffer) => string | null);

/** Both ends of a connection as the ledger writes them. */
export function endsOf(socket: Socket): Pick<Delivery, "local" | "remote"> {
  return {
    local: endpointText(socket.localAddress ?? "", socket.localPort ?? 0),
    remote: endpointText(socket.remoteAddress ?? "", socket.remotePort ?? 0),
  };
}

/** The destination lies outside the lab. No retry makes it right. */
export class DestinationRefused extends Error {
  override readonly name = "DestinationRefused";
}

/** The error for a destination that lies outside. */
export function refusal(address: string): DestinationRefused {
  return new DestinationRefused(`destination ${address} is outside the allowed ranges`);
}
