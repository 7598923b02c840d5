import type { IncomingMessage } from "node:http";
import { HttpError } from "./reply";

/** A request as a handler sees it, its body read. */
export interface Request {
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  /** The body, which must be JSON; answers 400 otherwise. */
  json<T>(): T;
}

const mostBytes = 1 << 20;

/** Reads a body of at most 1 MiB. */
export async function readBody(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of message) {
    bytes += (part as Buffer).length;
    if (bytes > mostBytes) throw new HttpError(413, `a body has at most ${mostBytes} bytes`);
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

export function parseBody<T>(body: Buffer): T {
  try {
    return JSON.parse(body.toString()) as T;
  } catch {
    throw new HttpError(400, "the body must be JSON");
  }
}
