import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { enter, expectFocus } from "./keyboard";
import { expect, test } from "./lab";
import { notebook } from "./notebooks";
import { expectAccessible, forgetRuns, munnin, openPanel, panel, program, run } from "./panel";

test("the quick start's progress moves, goes on over a reload of the page and the end of its kernel, and its end is told", async ({
  lab,
}) => {
  test.setTimeout(300_000); // A minute under load, and what is before and behind it.
  const { page, server } = lab;
  forgetRuns(server);
  await openPanel(lab, "quickstart");
  const shares: number[] = [];
  await expect(panel(page).getByRole("button", { name: "Run", exact: true })).toBeEnabled();
  await panel(page).getByLabel("Seed").focus();
  await enter(page, /^Run$/);
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
  await expect(run(page, "running")).toHaveCount(1, { timeout: 60_000 });
  await expect(run(page, "done")).toHaveCount(1, { timeout: 180_000 });
  await lab.picture("panel-done");

  await run(page, "done").getByRole("button", { expanded: false }).click();
  await expect(run(page, "done").getByLabel("The last lines of its log")).toContainText("analysis: done");
  await lab.picture("panel-opened");
  await run(page, "done").getByRole("button", { name: "Open in notebook" }).click();
  await expect(page.locator(".jp-NotebookPanel:visible .cm-content").first()).toContainText(
    /openRun\("quickstart-\d{8}-\d{6}-[0-9a-f]{4}"\)/,
  );
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
  await expectAccessible(page);

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

  // By the keyboard alone; the focus stays with the run when the button goes away.
  await panel(page).getByLabel("Seed").focus();
  await enter(page, /^Stop$/);
  // Asked a second time, it would not wait for its users.
  await expectFocus(page, /^Stopping…$/);
  await expect(panel(page).getByRole("button", { name: "Stopping…" })).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("Enter");
  await expect(run(page, "stopped")).toHaveCount(1, { timeout: 30_000 });
  await expectFocus(page, /^cell/);
  await lab.picture("keyboard-stopped");
  await expect(page.locator(".Toastify")).toContainText(/cell-.* was stopped/);
});

test("a run from a terminal shows; when its coordinator was killed, it can be cleaned up, and removed, by keyboard alone", async ({
  lab,
}) => {
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
  await expect(page.locator(".Toastify")).toContainText(/terminal-.* has died/);
  await panel(page).getByLabel("Seed").focus();
  await enter(page, /^terminal/);
  const id = (await run(page, "died").getAttribute("data-run"))!;
  await lab.picture("panel-died");
  await expectAccessible(page);
  await enter(page, /^Clean up$/);
  const cleaned = panel(page).locator(`[data-run="${id}"]`);
  await expect(cleaned.getByRole("status")).toContainText("Cleaned up", { timeout: 30_000 });
  await expect(cleaned).toHaveAttribute("data-state", "failed");
  await expectFocus(page, /^terminal/);
  await enter(page, /^Remove…$/);
  const dialog = page.locator(".jp-Dialog");
  await expect(dialog).toContainText(id);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expectFocus(page, /^Remove…$/);
  await page.keyboard.press("Enter");
  await expectFocus(page, /^Remove$/);
  await lab.picture("keyboard-remove");
  await page.keyboard.press("Shift+Tab");
  await expectFocus(page, /^Cancel$/);
  await page.keyboard.press("Tab");
  await expectFocus(page, /^Remove$/);
  await page.keyboard.press("Enter");
  await expect(cleaned).toHaveCount(0);
  await expectFocus(page, /./);
  await expect(panel(page).locator(":focus")).toHaveCount(1);
  expect(existsSync(join(server.root, "munnin-runs", id))).toBe(false);
  expect((await munnin(server, "clean")).stdout).toContain("nothing to clean");
});

test("the end of a run is told to whoever comes back to the page, and of one that ended elsewhere, too", async ({ lab }) => {
  const { page, server } = lab;
  forgetRuns(server);
  await openPanel(lab, "smoke");
  // A second click while it begins means the same run.
  await panel(page).getByRole("button", { name: "Run", exact: true }).dblclick();
  await expect(run(page, "running")).toHaveCount(1, { timeout: 20_000 });
  const id = (await run(page, "running").getAttribute("data-run"))!;
  await page.waitForTimeout(1500); // JupyterLab keeps its state half a second later.
  await page.goto("about:blank");

  await expect
    .poll(() => (JSON.parse(readFileSync(join(server.root, "munnin-runs", id, "run.json"), "utf8")) as { status: string }).status, {
      timeout: 60_000,
    })
    .toBe("done");
  await lab.open();
  await lab.execute("munnin:open");
  await expect(page.locator(".Toastify__toast", { hasText: id })).toContainText("is done", { timeout: 60_000 });
  await expect(panel(page).locator(".munnin-Run", { hasText: "smoke" })).toHaveCount(1);

  const elsewhere = join(server.root, "..", "elsewhere");
  mkdirSync(join(elsewhere, "munnin-runs"), { recursive: true });
  const far = spawn(process.execPath, [program, "run", join(server.root, "experiments/smoke.json"), "--set", "name=far", "--json"], {
    cwd: elsewhere,
    env: server.env,
    stdio: "ignore",
  });
  const ended = new Promise((resolve) => far.once("exit", resolve));
  const item = panel(page).locator(".munnin-Run", { hasText: "far" });
  await expect(item).toBeVisible({ timeout: 20_000 });
  await ended;
  await expect(item).toHaveAttribute("data-state", "done", { timeout: 30_000 });
  await expect(page.locator(".Toastify__toast", { hasText: /far-.* is done/ })).toBeVisible();
});
