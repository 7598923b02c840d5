import { InputError } from "../config/error";
import { addressText, parseAddress } from "../pcap/address";

/** An address range. */
export interface Range {
  contains(address: Uint8Array): boolean;
  /** The last address of an IPv4 range of more than two, as text. */
  readonly broadcast: string | null;
}

/** The first `bits` bits that the addresses of a range have in common. */
export interface Prefix {
  readonly base: Uint8Array;
  readonly bits: number;
}

/** Reads `10.0.0.0/8`, `fd00::/64` or a single address; null when it is none. */
export function parsePrefix(text: string): Prefix | null {
  const [address, bitsText, ...rest] = text.split("/");
  const base = parseAddress(address);
  if (!base || rest.length > 0 || (bitsText !== undefined && !/^\d{1,3}$/.test(bitsText))) return null;
  const bits = bitsText === undefined ? base.length * 8 : Number(bitsText);
  return bits <= base.length * 8 ? { base, bits } : null;
}

/** The range of `bits` bits that an address lies in, as text: `10.0.0.0/8`, and `10.0.0.1/32` for the address alone. */
export function prefixText(address: Uint8Array, bits: number): string {
  const masked = address.map((byte, i) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - i * 8))));
  return `${addressText(masked, 0, address.length as 4 | 16)}/${bits}`;
}

/**
 * Reads `10.0.0.0/8`, `fd00::/64` or a single address.
 *
 * @throws InputError when it is none
 */
export function parseRange(text: string): Range {
  const prefix = parsePrefix(text);
  if (!prefix) throw new InputError(`"${text}" is no address range such as 10.0.0.0/8`);
  const { base, bits } = prefix;
  const whole = bits >> 3;
  const mask = (0xff00 >> (bits & 7)) & 0xff;
  return {
    contains(address) {
      if (address.length !== base.length) return false;
      for (let i = 0; i < whole; i++) if (address[i] !== base[i]) return false;
      return mask === 0 || ((address[whole] ^ base[whole]) & mask) === 0;
    },
    broadcast:
      base.length === 4 && bits < 31
        ? addressText(
            base.map((byte, i) => byte | (i < whole ? 0 : i === whole ? 0xff ^ mask : 0xff)),
            0,
            4,
          )
        : null,
  };
}
