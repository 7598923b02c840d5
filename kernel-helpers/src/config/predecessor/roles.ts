/** What stands for a service of the predecessor's applications: the shop's service in its role. */
export interface Role {
  readonly service: string;
  /** Holds data on one disk: it has one instance, however many were asked for. */
  readonly single?: true;
}

const same = (...names: string[]): Record<string, Role> => Object.fromEntries(names.map((service) => [service, { service }]));
const database = (service: string): Role => ({ service, single: true });

/** The predecessor's applications, by the name that its configurations give them: each runs as the built-in shop. */
export const roles: Readonly<Record<string, Readonly<Record<string, Role>>>> = {
  sockshop: {
    ...same("front-end", "catalogue", "carts", "orders", "user", "payment", "shipping", "queue-master"),
    "catalogue-db": database("catalogue-db"),
    "carts-db": database("carts-db"),
    "orders-db": database("orders-db"),
    "user-db": database("user-db"),
    "session-db": database("session-db"),
    rabbitmq: database("queue"),
  },
  atsea_store: {
    reverse_proxy: { service: "front-end" },
    appserver: { service: "user" },
    database: database("user-db"),
    payment_gateway: { service: "payment" },
  },
};
