import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";
import { encodeHex } from "../det/hex";
import { refusal } from "./connection";
import { endpointText, type Endpoint } from "./endpoint";
import type { Delivery, SendOptions } from "./wire";

/**
 * DET over udp: one datagram a message, hexadecimal digits, from a port of its own. Nothing is acknowledged, so what is lost stays
 * lost; but a datagram that the other side's system refuses at once, because nobody listens, rejects and can be tried again.
 */
export function sendUdp(message: Buffer, to: Endpoint, { clock, permits }: SendOptions): Promise<Delivery> {
  return new Promise((resolve, reject) => {
    if (!permits(to.address)) return reject(refusal(to.address));
    const bytes = encodeHex(message);
    const socket = createSocket(isIPv6(to.address) ? "udp6" : "udp4");
    let settled = false;
    const settle = (how: () => void): void => {
      if (settled) return;
      settled = true;
      socket.close();
      how();
    };
    const fail = (error: NodeJS.ErrnoException): void => {
      const refused = error.code === "ECONNREFUSED" ? ` ${endpointText(to.address, to.port)}` : "";
      settle(() => reject(refused ? new Error(`${error.message}${refused}`, { cause: error }) : error));
    };
    socket.on("error", fail);
    socket.connect(to.port, to.address, () => {
      const local = socket.address();
      const remote = socket.remoteAddress();
      if (!permits(remote.address)) return settle(() => reject(refusal(remote.address)));
      const delivery: Delivery = {
        time: clock(),
        local: endpointText(local.address, local.port),
        remote: endpointText(remote.address, remote.port),
        encoded: bytes.length,
      };
      socket.send(bytes, (error) => {
        if (error) return fail(error);
        // One turn of the loop: a refusal by this machine is there by then.
        setImmediate(() => setImmediate(() => settle(() => resolve(delivery))));
      });
    });
  });
}
