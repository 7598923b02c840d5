import { existsSync } from "node:fs";
import { join } from "node:path";
import ts from "@tslab/typescript-for-tslab";
import { describe, expect, test } from "vitest";
import { root } from "./scripts";

// The first cell of README.md and what follows from it, as a researcher types it.
const cell = `
import { runExperiment, openRun, parsePcap, defineMetric, computeMetrics, plotMetrics, plotGraph } from "munnin";

const run = await runExperiment("experiments/quickstart.json");
const edges = await run.edges({ trial: 0, every: [1, 10, 60], level: "service" });
const graph = edges.every(10).at(3).toGraphology();
graph.order.toFixed();
const chatter = defineMetric({ name: "chatter", of: (g) => g.edgeCount / g.nodeCount });
plotMetrics(computeMetrics(edges.every(10), ["density", "reciprocity.weighted", chatter]));
plotGraph(edges.every(10).at(3));
const again = await openRun("samples/quickstart");
await again.edges({ every: [10] });
const other = await parsePcap("any.pcap", { every: [1] });
other.every(1).at(0);
export {};
`;

/** What tslab's own compiler says, with tslab's own options, of a cell and of our declarations; of other people's declarations nothing. */
function diagnose(text: string): string[] {
  const file = join(root, "notebooks/__cell__.ts");
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts"],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    esModuleInterop: true,
    types: ["node"],
    strict: true,
    skipLibCheck: false,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(file, text, ts.ScriptTarget.ES2022) : getSourceFile.call(host, name, ...rest);
  const program = ts.createProgram([file], options, host);
  const ours = [file, join(root, "kernel-helpers")];
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file: source }) => source === undefined || ours.some((path) => source.fileName.startsWith(path)))
    .map(({ file: source, messageText }) => `${source?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
}

describe("the public types", () => {
  test("are read by the kernel's TypeScript 5.0", () => {
    expect(ts.version).toMatch(/^5\.0\./);
    expect(existsSync(join(root, "kernel-helpers/dist/index.d.ts")), "not built: npm run build").toBe(true);
    expect(diagnose(cell)).toEqual([]);
  });

  test("tell a researcher who misspells a function", () => {
    expect(diagnose(`import { runExperimant } from "munnin"; runExperimant;`).join()).toContain("runExperimant");
  });
});
