import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./lab";

test("the figures of a run that has none are drawn and opened, and the form has no field for what a file extends", async ({ lab }) => {
  const { page, server } = lab;
  const id = "figures-20261124-100000-eeee";
  const folder = join(server.root, "munnin-runs", id);
  cpSync(join(server.root, "samples/quickstart"), folder, { recursive: true });
  rmSync(join(folder, "trial-0", "figures"), { recursive: true, force: true });
  const record = JSON.parse(readFileSync(join(folder, "run.json"), "utf8"));
  writeFileSync(join(folder, "run.json"), JSON.stringify({ ...record, recorded: undefined }));
  await lab.open();
  await lab.execute("munnin:open");
  const panel = page.locator("#munnin-panel");
  await expect(panel.getByLabel("Seed")).toBeVisible({ timeout: 60_000 });
  await expect(panel.getByLabel("Extends")).toBeHidden();
  const run = panel.locator(`.munnin-Run[data-run="${id}"]`);
  await run.getByRole("button", { expanded: false }).click();
  await run.getByRole("button", { name: "Figures" }).click();
  await expect(page.locator(".munnin-Plotly[data-munnin-drawn]:visible")).toHaveCount(1, { timeout: 60_000 });
  await lab.picture("run-figures");
});
