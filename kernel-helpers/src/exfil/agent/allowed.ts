import { BlockList, isIP } from "node:net";

/*
 * Where an agent may connect to. The document names the lab's ranges; these in turn must lie in ranges that are not routed on the
 * public Internet, so that no document whatever makes an agent send there.
 */

const privateRanges = [
  ...["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8"],
  ...["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15"], // documentation and benchmarks
  ...["::1/128", "fc00::/7", "fe80::/10", "2001:db8::/32"],
].map((text) => readRange(text)!);

interface Range {
  readonly address: string;
  readonly prefix: number;
  readonly family: "ipv4" | "ipv6";
}

/** What is wrong with a range (CIDR) as a place for an agent's destinations; null when nothing is. */
export function rangeProblem(text: string): string | null {
  const range = readRange(text);
  if (!range) return "must be an address range such as 10.7.0.0/16";
  const inside = privateRanges.some(
    (outer) => outer.family === range.family && outer.prefix <= range.prefix && blockList([outer]).check(range.address, range.family),
  );
  return inside ? null : "must lie in a range for private use, documentation or benchmarks: agents never send to public addresses";
}

/** A test of whether an address (IPv4, or IPv6 with or without a mapped IPv4 address) lies inside the ranges (CIDR). */
export function insideRanges(ranges: readonly string[]): (address: string) => boolean {
  const list = blockList(ranges.map((text) => readRange(text)).filter((range) => range !== null));
  return (address) => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
    const version = isIP(plain);
    return version !== 0 && list.check(plain, version === 4 ? "ipv4" : "ipv6");
  };
}

function blockList(ranges: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) list.addSubnet(range.address, range.prefix, range.family);
  return list;
}

function readRange(text: string): Range | null {
  const [, address, digits] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const version = isIP(address ?? "");
  const prefix = Number(digits);
  if (version === 0 || prefix > (version === 4 ? 32 : 128)) return null;
  return { address, prefix, family: version === 4 ? "ipv4" : "ipv6" };
}
