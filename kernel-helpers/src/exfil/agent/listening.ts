import type { Server } from "node:net";
import type { Endpoint } from "./endpoint";

/** Connections at once; more are closed by the operating system's queue or at once, and senders try again. */
export const mostConnections = 1000;

/** A connection on which nothing comes for this long is closed, milliseconds. */
export const silence = 10_000;

/** Starts a server. @throws Error when the port is in use or the address is not ours */
export function listening(server: Server, at: Endpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: at.address, port: at.port, backlog: 511 }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
