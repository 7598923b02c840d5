import { randomUUID } from "node:crypto";
import type Redis from "ioredis";
import type { Request } from "../http/request";

/** Who a visitor is: kept in `session-db` under the id in the cookie. */
export interface Session {
  readonly id: string;
  readonly customerId?: string;
  readonly username?: string;
}

const cookie = "md.sid";
const secondsKept = 1800;

/** The session of a request: the one that its cookie names, or a new one. Reading prolongs it. */
export async function sessionOf(store: Redis, request: Request): Promise<Session> {
  const id = new RegExp(`(?:^|; )${cookie}=([^;]+)`).exec(request.headers.cookie ?? "")?.[1];
  const known = id ? await store.getex(`sess:${id}`, "EX", secondsKept) : null;
  return known ? (JSON.parse(known) as Session) : keep(store, { id: randomUUID() });
}

/** Stores a session. */
export async function keep(store: Redis, session: Session): Promise<Session> {
  await store.set(`sess:${session.id}`, JSON.stringify(session), "EX", secondsKept);
  return session;
}

/** The header that gives the browser its session. */
export const sessionHeader = ({ id }: Session): Record<string, string> => ({ "set-cookie": `${cookie}=${id}; Path=/; HttpOnly` });

/** Whose cart it is: the customer's, or the visitor's own. */
export const cartOwner = ({ id, customerId }: Session): string => customerId ?? id;
