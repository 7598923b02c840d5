import { execFile, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { type Lab, expect, test } from "./lab";
import { notebook } from "./notebooks";
import { type LabServer, repository } from "./server";

const program = join(repository, "kernel-helpers", "bin", "munnin.js");

/** The command line, where JupyterLab's runs are. */
function munnin({ root, env }: LabServer, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { cwd: root, env }, (_, stdout, stderr) => resolve({ stdout, stderr }));
  });
}

const panel = (page: Page) => page.locator("#munnin-panel");
const run = (page: Page, state: string) => panel(page).locator(`.munnin-Run[data-state="${state}"]`);

/** What other tests have left in the list. */
function forgetRuns({ root }: LabServer): void {
  rmSync(join(root, "munnin-runs"), { recursive: true, force: true });
  mkdirSync(join(root, "munnin-runs"));
}

async function openPanel(lab: Lab, template?: string): Promise<void> {
  await lab.open();
  await lab.execute("munnin:open");
  const { page } = lab;
  await expect(panel(page).getByLabel("Name").first()).toBeVisible({ timeout: 60_000 });
  if (template) await panel(page).getByLabel("Start from a template").selectOption(template);
}

/** Presses the tabulator until something of this name has the focus. */
async function tabTo(page: Page, wanted: RegExp): Promise<void> {
  const way: string[] = [];
  for (let presses = 0; presses < 200; presses++) {
    way.push(await page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? ""));
    if (wanted.test(way.at(-1)!)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`no way to ${wanted} by the tabulator, only to ${way.join(", ")}`);
}

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
  expect(lab.complaints).toEqual([]);
});

test("a run's progress moves, goes on over a reload of the page and the end of its kernel, and its end is told", async ({ lab }) => {
  const { page, server } = lab;
  forgetRuns(server);
  await openPanel(lab, "smoke");
  const shares: number[] = [];
  await expect(panel(page).getByRole("button", { name: "Run", exact: true })).toBeEnabled();
  await panel(page).getByLabel("Seed").focus();
  await tabTo(page, /^Run$/);
  await page.keyboard.press("Enter");
  const bar = run(page, "running").locator("progress");
  await expect(bar).toBeVisible();
  const look = async () => shares.push(await bar.evaluate((node) => (node as HTMLProgressElement).value));
  await expect.poll(async () => (await look(), new Set(shares).size), { timeout: 30_000 }).toBeGreaterThan(2);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  await lab.picture("panel-running");

  // The panel's kernel ends, and the page is loaded again.
  const sessions = (await (await page.request.get(`${server.url}/api/sessions`)).json()) as { id: string; path: string }[];
  const hidden = sessions.find(({ path }) => path === "munnin-panel")!;
  expect((await page.request.delete(`${server.url}/api/sessions/${hidden.id}`)).status()).toBe(204);
  await lab.reload();
  await lab.execute("munnin:open");
  await expect(run(page, "running").or(run(page, "done"))).toHaveCount(1, { timeout: 60_000 });
  await expect(run(page, "done")).toHaveCount(1, { timeout: 60_000 });
  await lab.picture("panel-done");

  await run(page, "done").getByRole("button", { expanded: false }).click();
  await expect(run(page, "done").getByLabel("The last lines of its log")).toContainText("analysis: done");
  await lab.picture("panel-opened");
  await run(page, "done").getByRole("button", { name: "Open in notebook" }).click();
  await expect(page.locator(".jp-NotebookPanel:visible .cm-content").first()).toContainText(/openRun\("smoke-\d{8}-\d{6}-[0-9a-f]{4}"\)/);
  await lab.runAll();
  await expect(page.locator(".jp-NotebookPanel:visible .munnin-Plotly[data-munnin-drawn]")).toHaveCount(2, { timeout: 60_000 });
  await lab.picture("run-notebook");
});

test("a run of a cell shows, outlives a restart of its kernel, is not asked for while the page is hidden, and can be stopped", async ({
  lab,
}) => {
  const { page, server } = lab;
  forgetRuns(server);
  let asked = 0;
  page.on("request", (request) => void (asked += Number(request.url().includes("events.jsonl"))));
  page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => void (asked += Number(payload.includes("munnin/dist/panel")))));
  const code = `runExperiment("../experiments/smoke.json", { set: { name: "cell", "trials.seconds": 40 } })`;
  lab.write("notebooks/cell.ipynb", notebook(`import { runExperiment } from "munnin";\nawait ${code}`));
  await lab.open("notebooks/cell.ipynb");
  await lab.execute("munnin:open");
  // JupyterLab waits for ever for a cell whose kernel was restarted.
  void lab.runAll().catch(() => undefined);
  await expect(run(page, "running")).toHaveCount(1, { timeout: 60_000 });
  await expect(run(page, "running").locator(".munnin-Run-title")).toHaveText("cell");
  // In the cell, one line moves.
  await expect(page.locator(".jp-NotebookPanel .jp-OutputArea-child")).toHaveCount(1);
  await lab.picture("run-of-a-cell");

  const sessions = (await (await page.request.get(`${server.url}/api/sessions`)).json()) as { path: string; kernel: { id: string } }[];
  const { kernel } = sessions.find(({ path }) => path.endsWith("cell.ipynb"))!;
  expect((await page.request.post(`${server.url}/api/kernels/${kernel.id}/restart`)).status()).toBe(200);
  await expect(run(page, "running").locator(".munnin-Run-phase")).toContainText("trial", { timeout: 30_000 });

  const hide = (hidden: boolean) =>
    page.evaluate((is) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => is });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  const askedIn = async (seconds: number) => {
    const before = asked;
    await page.waitForTimeout(1000 * seconds);
    return asked - before;
  };
  expect(await askedIn(3)).toBeGreaterThan(1);
  await hide(true);
  await page.waitForTimeout(500); // For what is on its way.
  expect(await askedIn(6)).toBe(0);
  await hide(false);
  expect(await askedIn(3)).toBeGreaterThan(1);

  await run(page, "running").getByRole("button", { name: "Stop" }).click();
  await expect(run(page, "stopped")).toHaveCount(1, { timeout: 30_000 });
  await expect(page.locator(".Toastify")).toContainText(/cell-.* was stopped/);
});

test("a run from a terminal shows; when its coordinator was killed, it can be cleaned up, and removed", async ({ lab }) => {
  const { page, server } = lab;
  await openPanel(lab);
  const terminal = spawn(process.execPath, [program, "run", "experiments/smoke.json", "--set", "name=terminal", "--json"], {
    cwd: server.root,
    env: server.env,
    stdio: "ignore",
  });
  await expect(run(page, "running")).toHaveCount(1, { timeout: 20_000 });
  await expect(run(page, "running").locator(".munnin-Run-title")).toHaveText("terminal");
  await expect(run(page, "running").locator(".munnin-Run-phase")).toContainText(/warmup|trial/, { timeout: 20_000 });
  terminal.kill("SIGKILL");
  await expect(run(page, "died")).toHaveCount(1, { timeout: 30_000 });
  await run(page, "died").getByRole("button", { expanded: false }).click();
  const id = (await run(page, "died").getAttribute("data-run"))!;
  await lab.picture("panel-died");
  await run(page, "died").getByRole("button", { name: "Clean up" }).click();
  const cleaned = panel(page).locator(`[data-run="${id}"]`);
  await expect(cleaned.getByRole("status")).toContainText("Cleaned up", { timeout: 30_000 });
  await expect(cleaned).toHaveAttribute("data-state", "failed");
  await cleaned.getByRole("button", { name: "Remove…" }).click();
  await page.locator(".jp-Dialog").getByRole("button", { name: "Remove" }).click();
  await expect(cleaned).toHaveCount(0);
  expect(existsSync(join(server.root, "munnin-runs", id))).toBe(false);
  expect((await munnin(server, "clean")).stdout).toContain("nothing to clean");
});

test("everything can be done by keyboard, and axe finds nothing serious", async ({ lab }) => {
  const { page, server } = lab;
  const id = "keyboard-20261124-100000-aaaa";
  cpSync(join(server.root, "samples/quickstart"), join(server.root, "munnin-runs", id), { recursive: true });
  await openPanel(lab, "smoke");
  await expect(panel(page).getByRole("button", { name: "Plan" })).toBeEnabled();
  await panel(page).getByLabel("Start from a template").focus();
  await tabTo(page, /^Plan$/);
  await page.keyboard.press("Enter");
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
