import type { Server, Socket } from "node:net";
import { mostConnections } from "./listening";

/** Connections of a server on which a message has not come whole yet. */
export interface Crowd {
  /** The message has come: from now on the connection is closed by us alone. */
  done(socket: Socket): void;
}

/**
 * Bounds what strangers can hold open. Where one connection too many comes, the one that has waited longest without its message goes:
 * thousands of half-open ones then keep no message out, because a message takes milliseconds.
 */
export function boundCrowd(server: Server, most = mostConnections): Crowd {
  const waiting = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    waiting.add(socket);
    socket.once("close", () => waiting.delete(socket));
    if (waiting.size <= most) return;
    const [oldest] = waiting;
    waiting.delete(oldest);
    oldest.destroy();
  });
  return { done: (socket) => void waiting.delete(socket) };
}
