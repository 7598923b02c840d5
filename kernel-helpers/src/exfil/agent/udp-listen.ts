import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";
import { decodeHexBytes } from "../det/hex";
import { endpointText, type Endpoint } from "./endpoint";
import { datagramBuffer, mostDatagrams } from "./listening";
import type { ListenOptions } from "./wire";

/** Takes DET's messages over udp: a datagram is a message. Nothing is answered. */
export function listenUdp(at: Endpoint, { clock, take, garbage }: ListenOptions): Promise<void> {
  const socket = createSocket({ type: isIPv6(at.address) ? "udp6" : "udp4", recvBufferSize: datagramBuffer });
  const local = endpointText(at.address, at.port);
  let waiting = 0;
  socket.on("message", (bytes, { address, port }) => {
    const time = clock();
    const remote = endpointText(address, port);
    const message = decodeHexBytes(bytes);
    if (!message || message.length === 0) return garbage(remote, `${bytes.length} bytes that are not hexadecimal`);
    if (waiting >= mostDatagrams) return garbage(remote, `a datagram: ${mostDatagrams} are waiting already`);
    waiting++;
    void take(message, { time, local, remote, encoded: bytes.length }).finally(() => waiting--);
  });
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.bind({ address: at.address, port: at.port, exclusive: true }, () => {
      socket.off("error", reject);
      socket.on("error", (error) => garbage("a datagram", error.message));
      resolve();
    });
  });
}
