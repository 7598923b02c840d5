import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { enter, tabTo } from "./keyboard";
import { expect, test } from "./lab";
import { expectAccessible, munnin, openPanel, panel, run } from "./panel";

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
  await expectAccessible(page);

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

test("a template is chosen by keyboard, and what was typed is not thrown away without a question", async ({ lab }) => {
  const { page } = lab;
  await openPanel(lab);
  const templates = panel(page).getByLabel("Start from a template");
  await expect(templates).toHaveValue("quickstart");
  const [, first, second] = await templates.locator("option").allTextContents();
  expect(first).toBe("quickstart");
  await templates.focus();
  await page.keyboard.press("ArrowDown");
  await expect(templates).toHaveValue(second);
  const name = panel(page).getByLabel("Name").first();
  await expect(name).toHaveValue(second);
  await name.fill("mine");
  await expect(panel(page).locator(".munnin-Source-path")).toHaveText("not saved (changed)");
  await templates.focus();
  await page.keyboard.press("ArrowUp");
  const dialog = page.locator(".jp-Dialog");
  await expect(dialog).toContainText("has changes that are not saved");
  await lab.picture("panel-leave");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(name).toHaveValue("mine");
  await expect(templates).toHaveValue(second);
  await templates.focus();
  await page.keyboard.press("ArrowUp");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(name).toHaveValue("quickstart");
  await expect(templates).toHaveValue("quickstart");
});

test("a file whose values are of other kinds than a form expects is shown, and told what is wrong", async ({ lab }) => {
  const { page } = lab;
  const keys = ["application", "load", "exfiltration", "trials", "capture", "events", "lab", "seed", "name"];
  const values = [null, 3, "text", [], [null], {}, [[1]], { 0: { a: [] } }, true];
  const smoke = JSON.parse(readFileSync(join(lab.server.root, "experiments/smoke.json"), "utf8"));
  await openPanel(lab);
  for (const [i, value] of values.entries()) {
    const path = `experiments/odd-${i}.json`;
    lab.write(path, { ...smoke, ...Object.fromEntries(keys.map((key) => [key, value])), __errors: value });
    await lab.execute("munnin:open-experiment", { path });
    await expect(panel(page).locator(".munnin-Source-path")).toHaveText(path);
    await expect(panel(page).locator(".munnin-Mistakes li").first()).toBeVisible();
    await expect(panel(page).getByRole("button", { name: "Run", exact: true })).toBeDisabled();
  }
  for (const content of ["[]", "null", "3", '"text"', "", "{"]) {
    lab.write("experiments/none.json", content);
    const opening = lab.execute("munnin:open-experiment", { path: "experiments/none.json" });
    await expect(page.locator(".jp-Dialog")).toContainText(/none\.json: (is not JSON|must hold a JSON object)/);
    await page.keyboard.press("Enter");
    await opening;
  }
  await panel(page).getByLabel("Start from a template").selectOption("smoke");
  await expect(panel(page).getByRole("button", { name: "Run", exact: true })).toBeEnabled();
});

test("where an experiment says nothing, the form shows the default, and leaves it out of the experiment", async ({ lab }) => {
  const { page, server } = lab;
  const smoke = JSON.parse(readFileSync(join(server.root, "experiments/smoke.json"), "utf8"));
  const { seed: _, ...unseeded } = smoke;
  const written = { ...unseeded, lab: "local", load: { ...smoke.load, think: { mean: 2 } } };
  lab.write("experiments/short.json", written);
  await openPanel(lab);
  await lab.execute("munnin:open-experiment", { path: "experiments/short.json" });
  await expect(panel(page).getByLabel("Seed")).toHaveAttribute("placeholder", "default: 1");
  await expect(panel(page).getByLabel("Seed")).toHaveValue("");
  // Neither the first of several choices nor an unchecked box: both would be wrong.
  const distribution = panel(page).locator("#munnin_load_think_distribution");
  await expect(distribution.locator("option:checked")).toHaveText("default: lognormal");
  const prober = panel(page).getByLabel("Prober");
  await expect(prober).toBeChecked();
  await expect(panel(page).getByRole("button", { name: "Run", exact: true })).toBeEnabled();
  await lab.picture("panel-defaults");
  await prober.uncheck();
  await distribution.selectOption("pareto");
  await expect(panel(page).locator(".munnin-Source-path")).toHaveText("experiments/short.json (changed)");
  await panel(page).getByRole("button", { name: "Save…" }).click();
  await page.locator(".jp-Dialog").getByRole("button", { name: "Save" }).click();
  await expect(panel(page).locator(".munnin-Source-path")).toHaveText("experiments/short.json");
  expect(JSON.parse(readFileSync(join(server.root, "experiments/short.json"), "utf8"))).toEqual({
    ...written,
    lab: { kind: "local", prober: false },
    load: { ...written.load, think: { mean: 2, distribution: "pareto" } },
  });
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
  test.slow(); // It presses the tabulator a hundred times.
  const { page, server } = lab;
  const id = "keyboard-20261124-100000-aaaa";
  cpSync(join(server.root, "samples/quickstart"), join(server.root, "munnin-runs", id), { recursive: true });
  await lab.open();
  await expect(page.locator(".jp-Launcher")).toBeFocused(); // JupyterLab's own way to begin.
  await page.keyboard.press("Control+Shift+C");
  await page.keyboard.type("Show Munnin Panel");
  await expect(page.locator(".jp-ModalCommandPalette .lm-CommandPalette-item.lm-mod-active")).toContainText("Show Munnin Panel");
  await page.keyboard.press("Enter");
  await expect(panel(page).getByLabel("Name").first()).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => panel(page).evaluate((node) => node.contains(document.activeElement))).toBe(true);
  await tabTo(page, /^Start from a template$/);
  await page.keyboard.type("smoke");
  await expect(panel(page).getByLabel("Name").first()).toHaveValue("smoke");
  await tabTo(page, /^Seed$/);
  await page.keyboard.type("23");
  await expect(panel(page).getByLabel("Seed")).toHaveValue("23");
  await expect(panel(page).getByRole("button", { name: "Plan" })).toBeEnabled();
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
    await expectAccessible(page);
  }
  await lab.setTheme("Light");
});
