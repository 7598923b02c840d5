import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { runInThisContext } from "node:vm";
import type { BuildFailure } from "esbuild";
import { InputError } from "../config";
import { isSeries, type AnyDefinition } from "../metrics/graph";
import { defineMetric, defineSeries } from "../metrics/registry";

/**
 * The metrics that a module exports, TypeScript or JavaScript, wherever it lies: what it imports of `munnin` is this very library, other
 * packages are those of its own folder, else those that munnin has.
 *
 * @throws InputError when there is no such file, it cannot be read or run, or it exports no metric
 */
export async function metricsOfModule(path: string): Promise<AnyDefinition[]> {
  const file = resolve(path);
  if (!existsSync(file)) throw new InputError(`--module: ${path}: no such file`);
  const exported = run(await transpiled(file, path), file, path);
  const metrics = Object.values(exported).flat().filter(isDefinition);
  if (metrics.length === 0) throw new InputError(`--module: ${path}: exports no metric: export const mine = defineMetric({ name, of })`);
  return [...new Set(metrics)].map((metric) => (isSeries(metric) ? defineSeries(metric) : defineMetric(metric)));
}

const isDefinition = (value: unknown): value is AnyDefinition => {
  const { name, of, series } = (value ?? {}) as { name?: unknown; of?: unknown; series?: unknown };
  return typeof value === "object" && typeof name === "string" && (typeof of === "function" || typeof series === "function");
};

/** One CommonJS text of the module and the files that it imports; packages stay outside. */
async function transpiled(file: string, path: string): Promise<string> {
  const esbuild = await import("esbuild");
  try {
    const { outputFiles } = await esbuild.build({
      entryPoints: [file],
      bundle: true,
      write: false,
      platform: "node",
      format: "cjs",
      target: "node20",
      packages: "external",
      supported: { "dynamic-import": false },
      logLevel: "silent",
    });
    return outputFiles[0].text;
  } catch (error) {
    const [first] = (error as BuildFailure).errors ?? [];
    if (!first) throw error;
    const where = first.location ? `:${first.location.line}:${first.location.column + 1}` : "";
    throw new InputError(`--module: ${path}${where}: ${first.text}`);
  }
}

function run(text: string, file: string, path: string): Record<string, unknown> {
  const fromThere = createRequire(file);
  const requireFrom = (request: string): unknown => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports, import-x/no-restricted-paths -- what the module imports, as a cell does
    if (request === "munnin") return require("../index");
    try {
      return fromThere(request);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- what munnin itself depends on
      return require(request);
    }
  };
  const module = { exports: {} as Record<string, unknown> };
  try {
    const wrapped = runInThisContext(`(function (exports, require, module, __filename, __dirname) {${text}\n})`, { filename: file }) as (
      ...given: unknown[]
    ) => void;
    wrapped(module.exports, requireFrom, module, file, dirname(file));
  } catch (error) {
    throw new InputError(`--module: ${path}: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
  }
  return module.exports;
}
