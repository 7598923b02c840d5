import { join } from "node:path";
import { pathToFileURL } from "node:url";

export const root = join(import.meta.dirname, "../..");

interface TestFile {
  readonly name: string;
  readonly status: string;
  readonly message?: string;
  readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
}

interface Tally {
  readonly passed: number;
  readonly failures: readonly string[];
  readonly skipped: readonly string[];
}

/** The scripts are plain JavaScript, since they run before TypeScript is there: here are the types of what is tested. */
const load = (path: string) => import(pathToFileURL(join(root, "scripts", path)).href);

export const { readEnvironment } = (await load("setup/environment.mjs")) as {
  readEnvironment(text?: string): { conda: string[]; pip: string[] };
};
export const { modules } = (await load("modules.mjs")) as { modules: readonly string[] };
export const { count } = (await load("test/vitest.mjs")) as {
  count(files: readonly TestFile[], options: { status: number; failOnSkip: boolean }): Tally;
};
export const { countBrowserTests } = (await load("test/browser.mjs")) as {
  countBrowserTests(results: object, options: { status: number; failOnSkip: boolean }): Tally;
};
export const { followNewRun } = (await load("start/events.mjs")) as {
  followNewRun(home: string, onEvent: (event: unknown) => void): { run?: string; stop(): void };
};
export const { packageNames } = (await load("setup/system-packages.mjs")) as { packageNames(application: string): string[] };
