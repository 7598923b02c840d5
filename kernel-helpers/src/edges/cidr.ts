import { InputError } from "../config/error";
import { addressText, parseAddress } from "../pcap/address";

/** An address range. */
export interface Range {
  contains(address: Uint8Array): boolean;
  /** The last address of an IPv4 range of more than two, as text. */
  readonly broadcast: string | null;
}

/**
 * Reads `10.0.0.0/8`, `fd00::/64` or a single address.
 *
 * @throws InputError when it is none
 */
export function parseRange(text: string): Range {
  const [prefix, bitsText] = text.split("/");
  const base = parseAddress(prefix);
  const bits = bitsText === undefined ? (base?.length ?? 0) * 8 : Number(bitsText);
  if (!base || !Number.isInteger(bits) || bitsText === "" || bits < 0 || bits > base.length * 8) {
    throw new InputError(`"${text}" is no address range such as 10.0.0.0/8`);
  }
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
