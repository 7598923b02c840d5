import { InputError } from "../config/error";

/** A range of IPv4 addresses. */
export interface Subnet {
  readonly base: number;
  /** Length of the prefix in bits. */
  readonly prefix: number;
}

const toNumber = (address: string): number => address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);

const toText = (address: number): string => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");

const isAddress = (text: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split(".").every((byte) => Number(byte) <= 255);

/** Reads a CIDR range such as `10.77.0.0/24`; throws {@link InputError} when it is none. */
export function parseSubnet(cidr: string): Subnet {
  const [address = "", length = ""] = cidr.split("/");
  const prefix = Number(length);
  if (!isAddress(address) || !/^\d+$/.test(length) || prefix < 8 || prefix > 30)
    throw new InputError(`${cidr} is no IPv4 range; one looks like 10.77.0.0/24, with a prefix of 8 to 30 bits`);
  const base = toNumber(address);
  if (base % 2 ** (32 - prefix) !== 0) throw new InputError(`${cidr} has bits set behind its prefix`);
  return { base, prefix };
}

/** The first address of a range: its gateway's. */
export const gatewayOf = (cidr: string): string => toText(parseSubnet(cidr).base + 1);

/** Whether an address can be given to an instance: inside the range, neither its ends nor the gateway's. */
export function isAssignable(cidr: string, address: string): boolean {
  const { base, prefix } = parseSubnet(cidr);
  if (!isAddress(address)) return false;
  const offset = toNumber(address) - base;
  return offset > 1 && offset < 2 ** (32 - prefix) - 1;
}

/** A locally administered MAC address that says which IPv4 address it belongs to. */
export const macOf = (address: string): string =>
  ["02", "00", ...address.split(".").map((byte) => Number(byte).toString(16).padStart(2, "0"))].join(":");
