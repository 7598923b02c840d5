// Brings the machine to readiness, step by step; what is there already is left alone. Uses nothing but node's standard library.
import { parseArgs } from "node:util";
import { build } from "./build.mjs";
import { extension } from "./setup/extension.mjs";
import { kernel } from "./setup/kernel.mjs";
import { node, npmPackages } from "./setup/node.mjs";
import { isMain } from "./setup/paths.mjs";
import { pythonPackages } from "./setup/python.mjs";
import { clock, duration, take } from "./setup/step.mjs";
import { systemPackages } from "./setup/system-packages.mjs";

/**
 * Node, system packages, npm packages, Python packages, build, notebook kernel, JupyterLab extension. `forTests` also asks for what only tests need,
 * `applications` names those whose own system packages are wanted, too.
 * Ends the process with status 1 and the reason when a step fails.
 */
export async function setUp({ forTests = false, applications = [] } = {}) {
  process.stdout.write("Set-up\n");
  const seconds = clock();
  // One after the other: each step looks at what the steps before it have made.
  const steps = [node, () => systemPackages({ forTests, applications }), npmPackages, pythonPackages, build, kernel, extension];
  try {
    for (const step of steps) await take(step());
  } catch (error) {
    process.stderr.write(`\nset-up failed: ${error.message}\n`);
    process.exit(1);
  }
  process.stdout.write(`  ready in ${duration(seconds())}\n\n`);
}

if (isMain(import.meta.url)) {
  const { values } = parseArgs({ options: { "for-tests": { type: "boolean" }, with: { type: "string", multiple: true } } });
  await setUp({ forTests: values["for-tests"], applications: values.with });
}
