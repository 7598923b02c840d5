import type Redis from "ioredis";
import type { Answer, Peer } from "../../http/peer";
import type { Reply } from "../../http/reply";

/** All that the front end talks to. */
export interface Backends {
  readonly catalogue: Peer;
  readonly carts: Peer;
  readonly orders: Peer;
  readonly user: Peer;
  readonly sessions: Redis;
}

/** Hands a service's answer on as it is. */
export const passOn = ({ status, body, type }: Answer, headers?: Reply["headers"]): Reply => ({ status, body, type, headers });
