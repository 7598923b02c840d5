import type { Server } from "node:net";
import type { Endpoint } from "./endpoint";

/** Connections without a whole message at once. */
export const mostConnections = 256;

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

/** Bytes of datagrams that the kernel should hold while the agent is busy, as far as it allows; what comes beyond is lost. */
export const datagramBuffer = 4 * 1024 * 1024;

/** Messages in datagrams that wait to be taken. Nothing holds the senders of datagrams back, so more are dropped. */
export const mostDatagrams = 5000;
