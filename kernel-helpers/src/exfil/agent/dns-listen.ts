import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";
import { messagesFromNames } from "../det/names";
import { encodeAnswer, parseQuery } from "./dns-packet";
import { endpointText, type Endpoint } from "./endpoint";
import { datagramBuffer, mostDatagrams } from "./listening";
import type { Delivery, ListenOptions } from "./wire";

/**
 * Takes DET's messages over dns. Every question for a name of the domain is answered with an address, so that resolvers are content and
 * our sender knows that it arrived; the last one of a message as soon as the message is taken, which holds the sender back.
 */
export function listenDns(at: Endpoint, { clock, take, garbage, domain }: ListenOptions): Promise<void> {
  const socket = createSocket({ type: isIPv6(at.address) ? "udp6" : "udp4", recvBufferSize: datagramBuffer });
  const local = endpointText(at.address, at.port);
  const complete = messagesFromNames<Omit<Delivery, "local" | "datagrams">>(domain);
  let waiting = 0;
  socket.on("message", (packet, { address, port }) => {
    const time = clock();
    const remote = endpointText(address, port);
    const query = parseQuery(packet);
    if (!query) return garbage(remote, `${packet.length} bytes that are no DNS query`);
    const answer = (known: boolean): void => socket.send(encodeAnswer(packet, query.end, known), port, address, () => undefined);
    if (waiting >= mostDatagrams) return garbage(remote, `a query: ${mostDatagrams} are waiting already`);
    const done = complete(query.name, { time, remote, encoded: packet.length, id: query.id });
    if (!done) {
      answer(false);
      return garbage(remote, `a query for ${query.name.slice(0, 80)}`);
    }
    waiting++;
    const taken = done.map(({ message, items }) => {
      const encoded = items.reduce((sum, item) => sum + item.encoded, 0);
      return take(message, { ...items.at(-1)!, id: items[0].id, local, encoded, datagrams: items.length });
    });
    void Promise.all(taken).finally(() => {
      waiting--;
      answer(true);
    });
  });
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.bind({ address: at.address, port: at.port, exclusive: true }, () => {
      socket.off("error", reject);
      socket.on("error", (error) => garbage("a query", error.message));
      resolve();
    });
  });
}
