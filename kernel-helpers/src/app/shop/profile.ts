import type { Application, ServiceProfile } from "../../lab/application";
import type { ProcessSpec } from "../../lab/deployment";
import { httpPort, nodeService } from "../node-service";
import { postgres } from "./postgres";
import { valkey } from "./valkey";

const databases = ["catalogue-db", "carts-db", "orders-db", "user-db"];
const memories = ["session-db", "queue"];

function stateless(name: string, stage: number, ...calls: string[]): ServiceProfile {
  return { name, scales: true, stage, calls };
}

function stateful(name: string): ServiceProfile {
  return { name, scales: false, stage: 0, calls: [] };
}

/**
 * A shop of fourteen services with the interface and the service graph of Weaveworks' Sock Shop, PostgreSQL for its databases,
 * Valkey for sessions and the queue. Who calls whom stands in `calls`, and is all that talks to each other.
 */
export const shop: Application = {
  name: "shop",
  services: [
    stateless("front-end", 3, "catalogue", "carts", "orders", "user", "session-db"),
    stateless("catalogue", 1, "catalogue-db"),
    stateless("carts", 1, "carts-db"),
    stateless("orders", 2, "orders-db", "user", "carts", "payment", "shipping"),
    stateless("user", 1, "user-db"),
    stateless("payment", 1, "payment-provider"),
    stateless("shipping", 1, "queue", "webhook"),
    stateless("queue-master", 1, "queue"),
    ...[...databases, ...memories].map(stateful),
  ],
  outside: [
    { name: "payment-provider", scales: false, stage: 0, calls: [] },
    { name: "webhook", scales: false, stage: 0, calls: [] },
  ],
  entry: { service: "front-end", port: httpPort },
  locustfile: "{package}/python/load/shop.py",
  populate: "{package}/python/load/populate_shop.py",
  behaviours: { browse: 0.5, buy: 0.3, register: 0.2, predecessor: 0 },
  exports: ["/catalogue?size=100"],
  processes({ name, service }, seed): readonly ProcessSpec[] {
    if (databases.includes(service)) return [postgres(name)];
    if (memories.includes(service)) return [valkey(name)];
    return [nodeService("shop", service, { SEED: String(seed), INSTANCE: name })];
  },
};
