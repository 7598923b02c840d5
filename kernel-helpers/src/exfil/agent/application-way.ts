import { chmodSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { encodeRequest } from "../det/web";
import { refusal } from "./connection";
import { endpointText } from "./endpoint";
import { openKept, type KeptConnection } from "./kept-connection";
import type { ListenOptions, Send } from "./wire";

/*
 * The application's way: messages are POSTed to the port at which a service of the application listens, over connections that are kept. A
 * relay does not listen itself: the service hands what is for it over, through a socket in the file system.
 */

/** Where services take what others tell them. */
export const eventsPath = "/events";

/** DET over http in forms, over connections that are kept, one request at a time on each. */
export function keptSender(): Send {
  const idle = new Map<string, KeptConnection[]>();
  return async (message, to, options) => {
    if (!options.permits(to.address)) throw refusal(to.address);
    const at = endpointText(to.address, to.port);
    const usable = (idle.get(at) ?? []).filter((one) => one.isUsable() || one.close());
    const connection = usable.pop() ?? (await openKept(to, options));
    idle.set(at, usable);
    const delivery = await connection.exchange(encodeRequest(message, "POST", at, eventsPath), options);
    idle.get(at)!.push(connection);
    return delivery;
  };
}

/** Takes what the service beside the agent hands over. */
export async function listenBeside(handover: string, options: ListenOptions): Promise<void> {
  const { messageServer } = await import("./http-listen");
  const server: Server = messageServer(options, { keepAlive: true });
  rmSync(handover, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(handover, () => resolve());
  });
  // The service may run as another user.
  chmodSync(handover, 0o666);
}
