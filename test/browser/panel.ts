import { execFile } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type Locator, type Page, expect } from "@playwright/test";
import type { Lab } from "./lab";
import { type LabServer, repository } from "./server";

export const program = join(repository, "kernel-helpers", "bin", "munnin.js");

/** The command line, where JupyterLab's runs are. */
export function munnin({ root, env }: LabServer, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { cwd: root, env }, (_, stdout, stderr) => resolve({ stdout, stderr }));
  });
}

export const panel = (page: Page): Locator => page.locator("#munnin-panel");

/** The runs of the list that are in a state. */
export const run = (page: Page, state: string): Locator => panel(page).locator(`.munnin-Run[data-state="${state}"]`);

/** What axe finds serious in the panel, and in the plan beside it, as they are now. */
export async function expectAccessible(page: Page): Promise<void> {
  const axe = new AxeBuilder({ page }).include("#munnin-panel");
  const { violations } = await ((await page.locator(".munnin-Plan").count()) > 0 ? axe.include(".munnin-Plan") : axe).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 150)).join(" | ")}`)).toEqual([]);
}

/** What other tests have left in the list. */
export function forgetRuns({ root }: LabServer): void {
  rmSync(join(root, "munnin-runs"), { recursive: true, force: true });
  mkdirSync(join(root, "munnin-runs"));
}

/** Opens JupyterLab with the panel, and an experiment from a template in its form. */
export async function openPanel(lab: Lab, template?: string): Promise<void> {
  await lab.open();
  await lab.execute("munnin:open");
  const { page } = lab;
  await expect(panel(page).getByLabel("Name").first()).toBeVisible({ timeout: 60_000 });
  if (template) await panel(page).getByLabel("Start from a template").selectOption(template);
}
