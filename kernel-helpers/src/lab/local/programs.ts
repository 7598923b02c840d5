import fs from "node:fs";
import path from "node:path";

/** The system programs that a local lab needs, and the Debian package that each comes in. */
export const programs = {
  unshare: "util-linux",
  ip: "iproute2",
  ethtool: "ethtool",
  tcpdump: "tcpdump",
  python3: "python3",
  nft: "nftables",
  dnsmasq: "dnsmasq-base",
} as const;
export type ProgramName = keyof typeof programs;

/** The PATH of everything that runs beside an instance: the system's, whatever the user's own is. */
export const labPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** The PATH of the lab's own programs: the user's, and behind it the system folders that an ordinary user's often lacks. */
export const toolPath = (own = process.env.PATH ?? "/usr/bin:/bin"): string => `${own}:/usr/local/sbin:/usr/sbin:/sbin`;

const isProgram = (file: string): boolean => {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/**
 * Finds a program on the {@link toolPath}; null when it is not there. The supervisor's Python is the system's where there is one:
 * another may lie in a folder that not everybody can read.
 */
export function findProgram(name: ProgramName, searched = toolPath()): string | null {
  const folders = [...(name === "python3" ? ["/usr/bin"] : []), ...searched.split(path.delimiter).filter(path.isAbsolute)];
  return folders.map((folder) => path.join(folder, name)).find(isProgram) ?? null;
}
