import { existsSync, readFileSync } from "node:fs";
import { must } from "./command.mjs";
import { at } from "./paths.mjs";

/** Node itself: 20 or newer. */
export function node() {
  return {
    name: "Node",
    isDone: () => Number(process.versions.node.split(".")[0]) >= 20 && process.version,
    work: () => {
      throw new Error(`Node 20 or newer is needed, this is ${process.version}`);
    },
  };
}

/** node_modules as package-lock.json has it. */
export function npmPackages() {
  return {
    name: "npm packages",
    hint: "npm ci: about a minute",
    isDone: isInstalled,
    work: async () => {
      await must("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { env: { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1" } });
    },
  };
}

/**
 * Whether every package of the lock file is there in its version, by the list that npm itself keeps in node_modules: true also after
 * an `npm install` by hand, so that nothing is installed twice. Packages for other systems may lack.
 */
export function isInstalled() {
  const hidden = at("node_modules", ".package-lock.json");
  if (!existsSync(hidden)) return false;
  const wanted = readPackages(at("package-lock.json"));
  const installed = readPackages(hidden);
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith("node_modules/")) return true;
    if (entry.link) return existsSync(at(path));
    return installed[path] ? installed[path].version === entry.version : entry.optional === true;
  });
}

function readPackages(lockFile) {
  return JSON.parse(readFileSync(lockFile, "utf8")).packages;
}
