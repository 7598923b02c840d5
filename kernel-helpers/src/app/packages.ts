import { existsSync, readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Application } from "../lab/application";
import type { Problem } from "../lab/lab";

/** What an application lacks of the system's packages on this machine, and how to get it; none when all is there. */
export function lackingPackages({ name, packages }: Application): Problem[] {
  const missing = packages?.files.filter((file) => !isThere(file)) ?? [];
  if (!packages || missing.length === 0) return [];
  return [
    {
      what: `${name} lacks ${missing.join(", ")}`,
      remedy: `node scripts/setup.mjs --with ${name}, or: sudo apt-get install -y --no-install-recommends ${packages.debian.join(" ")}`,
    },
  ];
}

function isThere(file: string): boolean {
  if (!file.endsWith("*")) return existsSync(file);
  const folder = dirname(file);
  return existsSync(folder) && readdirSync(folder).some((entry) => entry.startsWith(basename(file).slice(0, -1)));
}
