import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { messageInCookie, messageInForm, reply } from "../det/web";
import { boundCrowd, type Crowd } from "./crowd";
import { endsOf } from "./connection";
import type { Endpoint } from "./endpoint";
import { listening, silence } from "./listening";
import type { ListenOptions } from "./wire";

const mostHead = 512 * 1024; // a cookie holds a whole message
const mostBody = 1024 * 1024;

/** Whether a connection carries one message, as DET has it, or one after the other. */
export interface Keeping {
  readonly keepAlive: boolean;
}

/**
 * Takes DET's messages over http, from forms and from cookies. Whatever comes, the reply is a web server's default page, after
 * which the server closes, unless connections are kept: the wait for a port's reuse is then on the side that has one port only.
 */
export function listenHttp(at: Endpoint, options: ListenOptions, keeping: Keeping = { keepAlive: false }): Promise<void> {
  return listening(messageServer(options, keeping), at);
}

/** The same, not listening yet. */
export function messageServer(options: ListenOptions, { keepAlive }: Keeping): Server {
  const limits = { maxHeaderSize: mostHead, headersTimeout: silence, requestTimeout: silence, keepAlive };
  const before = new WeakMap<Socket, number>();
  const server = createServer(limits, (request, response) => {
    void takeOne(request, options, crowd, before).finally(() => answer(response, keepAlive));
  });
  const crowd = boundCrowd(server);
  server.on("clientError", (error, socket) => {
    options.garbage("a client", error.message);
    socket.destroy();
  });
  return server;
}

async function takeOne(
  request: IncomingMessage,
  { clock, take, garbage }: ListenOptions,
  crowd: Crowd,
  before: WeakMap<Socket, number>,
): Promise<void> {
  const { socket } = request;
  const ends = endsOf(socket);
  const body = await bodyOf(request);
  // Bytes of the requests before it on this connection are theirs.
  const encoded = socket.bytesRead - (before.get(socket) ?? 0);
  before.set(socket, socket.bytesRead);
  const message = request.method === "POST" ? messageInForm(body) : messageInCookie(request.headers.cookie ?? "");
  if (!message) return garbage(ends.remote, `a ${request.method} without a message`);
  crowd.done(socket);
  await take(message, { time: clock(), ...ends, encoded });
}

/** The body as text; empty when it is too long or broke off. */
async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      length += piece.length;
      if (length > mostBody) return "";
      pieces.push(piece);
    }
  } catch {
    return "";
  }
  return Buffer.concat(pieces).toString("latin1");
}

function answer(response: ServerResponse, keepAlive: boolean): void {
  response.writeHead(200, {
    Server: reply.server,
    Connection: keepAlive ? "keep-alive" : "close",
    "Content-Type": reply.type,
    "Content-Length": reply.body.length,
  });
  response.end(reply.body);
}
