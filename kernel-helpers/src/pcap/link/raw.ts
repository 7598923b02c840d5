import { byVersion, withVersion } from "./ip";
import type { LinkLayer } from "./layer";

/** No link header: the first four bits tell the version. */
export const rawIp: LinkLayer = (bytes, start, end) => byVersion(bytes, start, end);

export const ipv4Only: LinkLayer = (bytes, start, end) => withVersion(bytes, start, end, 4);

export const ipv6Only: LinkLayer = (bytes, start, end) => withVersion(bytes, start, end, 6);
