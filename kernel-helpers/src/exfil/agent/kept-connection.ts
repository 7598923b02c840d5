import { connect, type Socket } from "node:net";
import { endsOf, refusal } from "./connection";
import { endpointText, type Endpoint } from "./endpoint";
import type { Delivery, SendOptions } from "./wire";

/** Nobody answers for this long, milliseconds: the attempt has failed. */
const patience = 10_000;

/** A connection that was idle for this long is not used again, milliseconds: servers close theirs after 5 s. */
const longestIdle = 4000;

/** A connection over which requests go one after the other. */
export interface KeptConnection {
  isUsable(): boolean;
  close(): void;
  /** Sends a request and waits for its answer. @throws Attempted when no answer comes, or one that is not 2xx; the connection is closed then */
  exchange(request: Buffer, options: SendOptions): Promise<Delivery>;
}

/** An attempt that failed, with the ends of its connection: they are the thief's, though no message is on record for them. */
export class Attempted extends Error {
  override readonly name = "Attempted";
  constructor(
    why: string,
    readonly ends: Pick<Delivery, "local" | "remote">,
  ) {
    super(why);
  }
}

/**
 * Opens a connection that is kept. Its real remote address is checked before anything is written.
 *
 * @throws Attempted when it cannot be opened; DestinationRefused when it leads elsewhere
 */
export function openKept(to: Endpoint, { permits }: SendOptions): Promise<KeptConnection> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: to.address, port: to.port, noDelay: true });
    let ends: Pick<Delivery, "local" | "remote"> = { local: "", remote: endpointText(to.address, to.port) };
    // Known as soon as the system has chosen a port, and no more once the attempt has failed.
    setImmediate(() => {
      const { address, port } = socket.address() as { address?: string; port?: number };
      if (address && port) ends = { ...ends, local: endpointText(address, port) };
    });
    const failed = (error: Error): void => reject(ends.local ? new Attempted(error.message, ends) : error);
    socket.setTimeout(patience, () => socket.destroy(new Error(`no answer in ${patience / 1000} s`)));
    socket.once("error", failed);
    socket.once("connect", () => {
      socket.off("error", failed).setTimeout(0);
      const remote = socket.remoteAddress ?? "";
      if (permits(remote)) return resolve(keptConnection(socket));
      socket.destroy();
      reject(refusal(remote));
    });
  });
}

function keptConnection(socket: Socket): KeptConnection {
  const ends = endsOf(socket);
  let since = performance.now();
  let answer = Buffer.alloc(0);
  let waiting: { readonly answered: () => void; readonly failed: (why: string) => void } | null = null;
  socket.on("error", (error) => waiting?.failed(error.message));
  socket.on("close", () => waiting?.failed("the connection was closed early"));
  socket.on("data", (piece: Buffer) => {
    if (!waiting) return void socket.destroy(); // nobody asked
    answer = Buffer.concat([answer, piece]);
    const status = completeStatus(answer);
    if (status === null) return;
    answer = Buffer.alloc(0);
    if (/^HTTP\/1\.[01] 2\d\d\b/.test(status)) waiting.answered();
    else waiting.failed(`the server answered ${JSON.stringify(status)}`);
  });
  return {
    isUsable: () => !socket.destroyed && socket.writable && performance.now() - since < longestIdle,
    close: () => void socket.destroy(),
    exchange: (request, { clock }) =>
      new Promise((resolve, reject) => {
        const time = clock();
        const late = setTimeout(() => waiting?.failed(`no answer in ${patience / 1000} s`), patience);
        const settle = (how: () => void): void => {
          clearTimeout(late);
          waiting = null;
          since = performance.now();
          how();
        };
        waiting = {
          answered: () => settle(() => resolve({ time, ...ends, encoded: request.length })),
          failed: (why) => {
            socket.destroy();
            settle(() => reject(new Attempted(why, ends)));
          },
        };
        socket.write(request);
      }),
  };
}

/** The status line of an answer that is there whole, by its Content-Length; null while it is not. */
function completeStatus(answer: Buffer): string | null {
  const end = answer.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const head = answer.toString("latin1", 0, end);
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  return answer.length >= end + 4 + length ? head.split("\r\n")[0] : null;
}
