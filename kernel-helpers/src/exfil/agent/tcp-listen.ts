import { createServer, type Socket } from "node:net";
import { decodeHexBytes, mostBytes } from "../det/hex";
import { boundCrowd, type Crowd } from "./crowd";
import { endsOf } from "./connection";
import { endpointText, type Endpoint } from "./endpoint";
import { listening, silence } from "./listening";
import type { ListenOptions } from "./wire";

/**
 * Takes DET's messages over tcp. A message is decoded at the end of its connection, so it does not matter how many segments it
 * came in (DET decodes each read by itself and loses what was split).
 */
export function listenTcp(at: Endpoint, options: ListenOptions): Promise<void> {
  const server = createServer({ allowHalfOpen: true });
  const crowd = boundCrowd(server);
  server.on("connection", (socket) => takeOne(socket, options, crowd));
  return listening(server, at);
}

function takeOne(socket: Socket, { clock, take, garbage }: ListenOptions, crowd: Crowd): void {
  const from = endpointText(socket.remoteAddress ?? "", socket.remotePort ?? 0);
  const pieces: Buffer[] = [];
  let length = 0;
  socket.setTimeout(silence, () => socket.destroy());
  socket.on("error", (error) => garbage(from, error.message));
  socket.on("data", (piece: Buffer) => {
    length += piece.length;
    if (length <= mostBytes) return void pieces.push(piece);
    garbage(from, `more than ${mostBytes} bytes`);
    socket.destroy();
  });
  socket.on("end", () => {
    const bytes = Buffer.concat(pieces);
    const message = decodeHexBytes(bytes);
    if (!message || message.length === 0) {
      garbage(from, `${bytes.length} bytes that are not hexadecimal`);
      return void socket.end();
    }
    const delivery = { time: clock(), ...endsOf(socket), encoded: bytes.length };
    socket.setTimeout(0);
    crowd.done(socket);
    void take(message, delivery).then(() => socket.end());
  });
}
