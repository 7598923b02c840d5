import { lookup } from "node:dns/promises";

/** Where a service can be reached: its host name and port. */
export interface Location {
  readonly host: string;
  readonly port: number;
}

/**
 * A service is found by its name; a variable such as `CARTS_DB=127.0.0.1:5433` puts it elsewhere, for a shop without a lab.
 */
export function locationOf(service: string, port: number): Location {
  const elsewhere = process.env[service.toUpperCase().replaceAll("-", "_")];
  if (!elsewhere) return { host: service, port };
  const [host, itsPort] = elsewhere.split(":");
  return { host, port: Number(itsPort) };
}

/** As long as a resolver says that names of a cluster may be kept. */
const secondsKept = 5;

/** Gives the addresses of a host name in turn, so that all instances of a service are used; asks for them anew every 5 s. */
export function rotation(host: string): () => Promise<string> {
  let addresses: string[] = [];
  let asked = -Infinity;
  let turn = Math.floor(Math.random() * 1000);
  return async () => {
    if (performance.now() - asked > secondsKept * 1000) {
      addresses = (await lookup(host, { all: true, family: 4 })).map((found) => found.address);
      asked = performance.now();
    }
    return addresses[turn++ % addresses.length];
  };
}
