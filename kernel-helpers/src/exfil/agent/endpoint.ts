/** An address and a port of it. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** `address:port` as the ledger writes it; IPv6 in brackets, IPv4 never in its mapped form. */
export function endpointText(address: string, port: number): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  return plain.includes(":") ? `[${plain}]:${port}` : `${plain}:${port}`;
}
