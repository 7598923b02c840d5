import { domainOf, type RelayDocument } from "../document";
import { parseMessage, type Message } from "../det/message";
import { complaints } from "./complaints";
import { delivery } from "./deliver";
import { endpointText } from "./endpoint";
import { passed } from "./garbage";
import { boundedQueue } from "./queue";
import type { Surroundings } from "./surroundings";
import { underWay } from "./underway";
import { wireOf } from "./wire";

/** Messages that wait for the next hop; beyond, the hop before is held back by a connection that stays open. */
const mostWaiting = { items: 256, bytes: 4 * 1024 * 1024 };

/**
 * Takes messages and sends the same bytes on, in the order in which they came, several at once. What is no message is
 * dropped. Ends only by failure: a relay cannot know what is still to come.
 */
export async function relay(document: RelayDocument, surroundings: Surroundings): Promise<never> {
  const { agent, listen, transport } = document;
  const { clock, log } = surroundings;
  const wire = wireOf(document);
  const line = underWay(delivery(document, surroundings), wire.atOnce);
  const queue = boundedQueue<{ message: Message; bytes: Buffer }>(mostWaiting, ({ bytes }) => bytes.length);
  const garbage = complaints(agent, log);
  await wire.listen(listen, {
    clock,
    domain: domainOf(document),
    garbage,
    async take(bytes, { remote, encoded }) {
      passed(encoded);
      const message = parseMessage(bytes);
      if (!message) return garbage(remote, "no DET message");
      await queue.put({ message, bytes });
    },
  });
  log(`${agent} relays from ${endpointText(listen.address, listen.port)} over ${transport}`);
  for (;;) {
    const { message, bytes } = await queue.take();
    await line.put(message, bytes);
  }
}
