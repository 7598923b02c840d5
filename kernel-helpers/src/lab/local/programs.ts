import fs from "node:fs";
import path from "node:path";

/** The system programs that a local lab needs, and the Debian package that each comes in. */
export const programs = { unshare: "util-linux", ip: "iproute2", ethtool: "ethtool", tcpdump: "tcpdump", python3: "python3" } as const;
export type ProgramName = keyof typeof programs;

const systemFolders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** The PATH of everything that runs in a lab: the system's, whatever the user's own is. */
export const labPath = systemFolders.join(":");

const isProgram = (file: string): boolean => {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/**
 * Finds a program on the PATH or, since an ordinary user's PATH often lacks them, in the system folders. The supervisor's
 * Python is the system's where there is one: another may lie in a folder that not everybody can read.
 */
export function findProgram(name: ProgramName, searched = process.env.PATH ?? ""): string | null {
  const own = searched.split(path.delimiter).filter(path.isAbsolute);
  const folders = searched === "" ? [] : name === "python3" ? ["/usr/bin", ...own] : [...own, ...systemFolders];
  return folders.map((folder) => path.join(folder, name)).find(isProgram) ?? null;
}
