import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

const halves = join(__dirname, "../../kernel-helpers/dist/cli/halves.js");

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s while files are written leaves no half of them, nor takes those of others",
  async (signal) => {
    const folder = mkdtempSync(join(tmpdir(), "munnin-halves-"));
    writeFileSync(join(folder, "edges.csv.1.half"), "of another program");
    const work = `
    const { writeFileSync } = require("node:fs");
    require(${JSON.stringify(halves)}).leavingNoHalves(${JSON.stringify(folder)}, async () => {
      writeFileSync(${JSON.stringify(join(folder, "edges.parquet."))} + process.pid + ".half", "half");
      process.stdout.write("writing\\n");
      await new Promise((resolve) => setTimeout(resolve, 20_000));
    });`;
    const child = spawn(process.execPath, ["-e", work], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    expect(readdirSync(folder)).toHaveLength(2);
    child.kill(signal);
    expect(await once(child, "close")).toEqual([null, signal]);
    expect(readdirSync(folder)).toEqual(["edges.csv.1.half"]);
  },
);
