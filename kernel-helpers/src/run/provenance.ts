import { readFileSync } from "node:fs";
import { arch, cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import type { RunRecord } from "../runfolder";

/** Version of this package. */
export const munninVersion = (JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { version: string }).version;

/** What a run was made with. */
export const versions = (): RunRecord["versions"] => ({ munnin: munninVersion, node: process.versions.node });

/** What a run was made on. */
export const machine = (): RunRecord["host"] => ({
  system: `${type()} ${release()} ${arch()}`,
  cores: cpus().length,
  memory: totalmem(),
  root: process.getuid?.() === 0,
});
