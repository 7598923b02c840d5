import { wholeBetween } from "../../runfolder/random";
import { refusal } from "./connection";
import { endpointText } from "./endpoint";
import { openBridge, type Echo, type IcmpBridge } from "./icmp-bridge";
import type { Send } from "./wire";

/** The system of the other side answers each echo request; when it does not for this long, milliseconds, the request was lost. */
const patience = 1000;

interface Waiting {
  readonly replied: (echo: Echo) => void;
  readonly failed: (why: string) => void;
}

/**
 * DET over icmp: an echo request with a random id, whose data is the message in base64. The kernel of the other side replies by itself,
 * whoever listens; a message without a reply can be tried again.
 *
 * @param ahead whether the socket is opened at once. It takes the start of a program, in which the messages of the hop before would pile up
 */
export function icmpSender(ahead = false): Send {
  const waiting = new Map<string, Waiting>();
  const events = {
    heard: (echo: Echo) => waiting.get(`${echo.source} ${echo.id}`)?.replied(echo),
    failed: (target: string, id: number, why: string) => waiting.get(`${target} ${id}`)?.failed(why),
  };

  let bridge: Promise<IcmpBridge> | null = ahead ? openBridge("send", "0.0.0.0", events) : null;

  return async (message, { address, port }, { clock, random, permits }) => {
    if (!permits(address)) throw refusal(address);
    bridge ??= openBridge("send", "0.0.0.0", events);
    const { send } = await bridge;
    let id = wholeBetween(random, 1, 0xffff);
    // Of those that are under way each has its own: a reply is told by it.
    while (waiting.has(`${address} ${id}`)) id = (id % 0xffff) + 1;
    const payload = message.toString("base64");
    const key = `${address} ${id}`;
    const time = clock();
    try {
      const { local } = await new Promise<Echo>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`no echo reply in ${patience / 1000} s`)), patience);
        const settle = (how: () => void): void => (clearTimeout(late), how());
        waiting.set(key, {
          replied: (echo) => settle(() => resolve(echo)),
          failed: (why) => settle(() => reject(new Error(why))),
        });
        send(address, id, port, payload);
      });
      return { time, local: endpointText(local, port), remote: endpointText(address, port), encoded: payload.length, id };
    } finally {
      waiting.delete(key);
    }
  };
}
