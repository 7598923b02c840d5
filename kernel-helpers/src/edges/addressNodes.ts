import type { Engine } from "./engine";
import { octetPlace } from "./nameOrder";
import type { Namer } from "./node";
import type { SortedNodes } from "./order";

const longestLine = 16;

/**
 * The nodes of the IPv4 addresses that the loops numbered, by name, which is the address's text. The loops sort and write them (assembly/names.ts),
 * and all text is cut at once: for a hundred thousand addresses a tenth of a second less than one by one.
 */
export function addressNodes(engine: Engine, name: Namer): SortedNodes {
  const { loops } = engine;
  const count = loops.count4();
  const lengths = [count * 8, count * 8, octetPlace.length, octetPlace.length * 4, count * longestLine];
  const [at, scratch, places, next, lines] = lengths.map((length) => engine.allocate(length));
  engine.bytes(places, octetPlace.length).set(octetPlace);
  loops.list4(at);
  loops.sortAddresses(at, count, scratch, places, next);
  const end = loops.writeAddresses(at, count, lines) >>> 0;
  const names =
    count > 0
      ? engine
          .bytes(lines, end - lines - 1)
          .toString("latin1")
          .split("\n")
      : [];

  const listed = engine.bytes(at, count * 8);
  const words = engine.uint32(at, count * 2);
  const order = new Uint32Array(count);
  const bytes = new Uint8Array(4);
  const nodes = names.map((address, i) => {
    order[i] = words[i * 2 + 1];
    for (let octet = 0; octet < 4; octet++) bytes[octet] = listed[i * 8 + octet];
    return name(address, bytes, null);
  });
  for (const [i, length] of lengths.entries()) engine.free([at, scratch, places, next, lines][i], length);
  return { nodes, order };
}
