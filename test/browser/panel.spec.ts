import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { enter, tabTo } from "./keyboard";
import { expect, test } from "./lab";
import { munnin, openPanel, panel, run } from "./panel";

test("a value that munnin plan refuses is told at its field, in the same words; the plan of a good one can be read, and saved", async ({
  lab,
}) => {
  const { page, server } = lab;
  await openPanel(lab, "smoke");
  const runButton = panel(page).getByRole("button", { name: "Run", exact: true });
  await expect(runButton).toBeEnabled();
  const users = panel(page).getByLabel("Users");
  await users.fill("-3");
  const field = panel(page)
    .locator(".munnin-Field", { has: page.getByLabel("Users") })
    .last();
  await expect(field.getByRole("alert")).toHaveText("must be at least 1, not -3");
  await expect(runButton).toBeDisabled();
  const smoke = JSON.parse(readFileSync(join(server.root, "experiments/smoke.json"), "utf8"));
  lab.write("bad.json", { ...smoke, load: { ...smoke.load, users: -3 } });
  const { stdout } = await munnin(server, "plan", "bad.json", "--json");
  expect(JSON.parse(stdout).errors.map(({ path, message }: { path: string; message: string }) => [path, message])).toEqual([
    ["load.users", expect.stringContaining("load.users must be at least 1, not -3")],
  ]);
  await lab.picture("panel-invalid");

  // Over keys, and over what the application has, the library judges, too.
  await users.fill("5");
  await panel(page).getByLabel("Name").nth(1).fill("smoky");
  await expect(panel(page).locator(".munnin-Mistakes")).toContainText("application.name");
  await panel(page).getByLabel("Name").nth(1).fill("smoke");
  await expect(runButton).toBeEnabled();

  await panel(page).getByRole("button", { name: "Plan" }).click();
  const plan = page.locator(".munnin-Plan");
  await expect(plan).toContainText("5 users");
  await expect(plan).toContainText("agent");
  await lab.picture("panel-plan");

  await panel(page).getByRole("button", { name: "Save…" }).click();
  await page.locator(".jp-Dialog input").fill("experiments/mine.json");
  await page.locator(".jp-Dialog").getByRole("button", { name: "Save" }).click();
  await expect(panel(page).locator(".munnin-Source-path")).toHaveText("experiments/mine.json");
  const saved = await munnin(server, "plan", "experiments/mine.json", "--json");
  expect(JSON.parse(saved.stdout).experiment.load.users).toBe(5);

  // What was typed is there after a reload.
  await users.fill("6");
  await page.waitForTimeout(1000); // JupyterLab keeps its state half a second later.
  await lab.reload();
  await lab.execute("munnin:open");
  await expect(users).toHaveValue("6", { timeout: 60_000 });
  await expect(panel(page).locator(".munnin-Source-path")).toHaveText("experiments/mine.json (changed)");
});

test("the tile of the launcher, the palette, the main menu and a file's context menu each open the panel", async ({ lab }) => {
  const { page } = lab;
  await lab.open();
  const hide = async () => {
    await lab.execute("filebrowser:go-to-path", { path: "experiments/smoke.json", dontShowBrowser: false });
    await lab.execute("filebrowser:activate");
    await expect(panel(page)).toBeHidden();
  };
  await hide();
  await lab.picture("launcher");
  await page.locator('.jp-LauncherCard[data-category="Munnin"]', { hasText: "Experiment" }).click();
  await expect(panel(page)).toBeVisible();

  await hide();
  await page.keyboard.press("Control+Shift+C");
  await page.locator(".jp-ModalCommandPalette input").fill("Show Munnin Panel");
  await page.keyboard.press("Enter");
  await expect(panel(page)).toBeVisible();

  await hide();
  await page.locator("#jp-MainMenu").getByRole("menuitem", { name: "Munnin", exact: true }).click();
  await lab.picture("menu");
  await page.locator(".lm-Menu").getByRole("menuitem", { name: "Show Munnin Panel" }).click();
  await expect(panel(page)).toBeVisible();

  await hide();
  await page.locator(".jp-DirListing-item", { hasText: "smoke.json" }).click({ button: "right" });
  await page.locator(".lm-Menu").getByRole("menuitem", { name: "Open in Munnin Panel" }).click();
  await expect(panel(page).locator(".munnin-Source-path")).toHaveText("experiments/smoke.json", { timeout: 60_000 });
});

test("everything can be done by keyboard, and axe finds nothing serious", async ({ lab }) => {
  const { page, server } = lab;
  const id = "keyboard-20261124-100000-aaaa";
  cpSync(join(server.root, "samples/quickstart"), join(server.root, "munnin-runs", id), { recursive: true });
  await openPanel(lab, "smoke");
  await expect(panel(page).getByRole("button", { name: "Plan" })).toBeEnabled();
  await panel(page).getByLabel("Start from a template").focus();
  await enter(page, /^Plan$/);
  await expect(page.locator(".munnin-Plan")).toBeVisible();
  await panel(page).getByLabel("Seed").focus();
  await tabTo(page, new RegExp(`^Choose ${id}`));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(run(page, "done").getByRole("button", { name: "Open in notebook" })).toBeVisible();
  for (const theme of ["Light", "Dark"] as const) {
    await lab.setTheme(theme);
    await lab.picture(`panel-${theme.toLowerCase()}`);
    const { violations } = await new AxeBuilder({ page }).include("#munnin-panel").include(".munnin-Plan").analyze();
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 150)).join(" | ")}`)).toEqual([]);
  }
  await lab.setTheme("Light");
});
