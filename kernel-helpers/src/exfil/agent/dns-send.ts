import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import { wholeBetween } from "../../runfolder/random";
import { namesOf } from "../det/names";
import { refusal } from "./connection";
import { answerId, encodeQuery } from "./dns-packet";
import { endpointText, type Endpoint } from "./endpoint";
import type { Send } from "./wire";

/** How often a question is asked, and how long each time its answer is waited for, milliseconds: of one who answers, … */
const answering = { attempts: 6, patience: 300 };
/** … of one of whom that is not known yet (DET's receiver takes a question that is asked again for a piece of the next message), … */
const unknown = { attempts: 1, patience: 150 };
/** … and of one who never answers, as DET's receiver does not: only so long that questions do not overrun it. */
const silent = { attempts: 1, patience: 1 };

/** Questions without any answer after which the other side counts as silent. */
const untilSilent = 5;

/**
 * DET over dns: one question after the other for the names that carry a message, from a port of the message's own, with ids that count
 * upwards. Each waits for its answer, and is asked again when none comes. DET's receiver answers nothing: once that is clear,
 * questions follow each other without waiting, and what is lost stays lost.
 */
export function dnsSender(): Send {
  /** Of each end point: whether it answers, or how many questions it has left without an answer so far. */
  const known = new Map<string, "answers" | number>();

  return async (message, to, { clock, random, permits, domain }) => {
    if (!permits(to.address)) throw refusal(to.address);
    const at = endpointText(to.address, to.port);
    const first = wholeBetween(random, 0, 0xffff);
    const queries = namesOf(message, domain).map((name, i) => encodeQuery((first + i) & 0xffff, name));
    const socket = await connected(to);
    try {
      const remote = socket.remoteAddress();
      if (!permits(remote.address)) throw refusal(remote.address);
      const local = socket.address();
      const time = clock();
      for (const query of queries) {
        const before = known.get(at) ?? 0;
        const { attempts, patience } = before === "answers" ? answering : before < untilSilent ? unknown : silent;
        if (await ask(socket, query, attempts, patience)) known.set(at, "answers");
        else if (before === "answers") throw new Error(`no answer from ${at} in ${(attempts * patience) / 1000} s`);
        else known.set(at, before + 1);
      }
      return {
        time,
        local: endpointText(local.address, local.port),
        remote: endpointText(remote.address, remote.port),
        encoded: queries.reduce((sum, { length }) => sum + length, 0),
        id: first,
        datagrams: queries.length,
      };
    } finally {
      socket.close();
    }
  };
}

function connected(to: Endpoint): Promise<Socket> {
  const socket = createSocket(isIPv6(to.address) ? "udp6" : "udp4");
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.connect(to.port, to.address, () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });
}

/** @returns whether an answer came. @throws Error when the other side's system refuses the question */
function ask(socket: Socket, query: Buffer, attempts: number, patience: number): Promise<boolean> {
  const id = query.readUInt16BE(0);
  return new Promise((resolve, reject) => {
    let left = attempts;
    const settle = (how: () => void): void => {
      clearInterval(timer);
      socket.off("message", heard).off("error", failed);
      how();
    };
    const heard = (packet: Buffer): void => void (answerId(packet) === id && settle(() => resolve(true)));
    const failed = (error: NodeJS.ErrnoException): void => {
      const { address, port } = socket.remoteAddress();
      const where = error.code === "ECONNREFUSED" ? ` ${endpointText(address, port)}` : "";
      settle(() => reject(new Error(`${error.message}${where}`, { cause: error })));
    };
    const go = (): void => {
      if (left-- === 0) settle(() => resolve(false));
      else socket.send(query, (error) => error && failed(error));
    };
    const timer = setInterval(go, patience);
    socket.on("message", heard).on("error", failed);
    go();
  });
}
