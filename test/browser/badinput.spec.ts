import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { type Lab, expect, test } from "./lab";
import { notebook } from "./notebooks";
import { expectAccessible, panel } from "./panel";

const item = (page: Page, id: string) => panel(page).locator(`.munnin-Run[data-run="${id}"]`);
const evil = `<img src=x onerror="window.evil=1"><script>window.evil=2</script>`;
const isHarmless = (page: Page) => page.evaluate(() => (window as unknown as { evil?: number }).evil === undefined);

/** A run folder as somebody may find it: the recorded run, changed. */
function runFolder(lab: Lab, id: string, change: object = {}, events?: string): string {
  const folder = join(lab.server.root, "munnin-runs", id);
  mkdirSync(folder, { recursive: true });
  const record = {
    schema: 1,
    id,
    name: id.slice(0, -21),
    status: "done",
    config: {},
    start: 1795540000,
    end: 1795540060,
    trials: [],
    ...change,
  };
  writeFileSync(join(folder, "run.json"), JSON.stringify(record));
  const event = { time: 1795540000, phase: "teardown", level: "info", message: "done", progress: 1 };
  writeFileSync(join(folder, "events.jsonl"), events ?? `${JSON.stringify(event)}\n`);
  return folder;
}

test("a run folder that is half written, of a newer layout, broken or hostile is told as it is, and the list goes on", async ({ lab }) => {
  const { page } = lab;
  runFolder(lab, "good-20261124-100000-aaaa");
  runFolder(lab, "newer-20261124-100001-aaaa", { schema: 9 });
  const half = runFolder(lab, "half-20261124-100002-aaaa");
  writeFileSync(join(half, "run.json"), '{ "schema": 1, "id": "ha');
  const line = JSON.stringify({ time: 1795540000, phase: "trial", level: "warning", message: `lost ${evil}` });
  runFolder(
    lab,
    "broken-20261124-100003-aaaa",
    { status: "failed", error: evil, name: evil },
    `${line}\nnull\n3\n{"time":1,"ph\n${line}\n{"time": 17955400`,
  );
  const gone = runFolder(lab, "gone-20261124-100004-aaaa");
  await lab.open();
  await lab.execute("munnin:open");
  await expect(panel(page).locator(".munnin-Run")).toHaveCount(5, { timeout: 60_000 });
  await expect(item(page, "newer-20261124-100001-aaaa")).toContainText("has layout 9; this version of munnin reads layout 1");
  await expect(item(page, "half-20261124-100002-aaaa")).toContainText("run.json: is not JSON");
  const broken = item(page, "broken-20261124-100003-aaaa");
  await expect(broken.locator(".munnin-Run-title")).toHaveText(evil);
  await broken.getByRole("button", { expanded: false }).click();
  await expect(broken.getByLabel("Warnings").locator("li")).toHaveText([`lost ${evil}`, `lost ${evil}`]);
  await expect(broken.getByLabel("The last lines of its log")).toContainText(`trial: lost ${evil}`);
  for (const theme of ["Dark", "Light"] as const) {
    await lab.setTheme(theme);
    await lab.picture(`panel-bad-runs-${theme.toLowerCase()}`);
    await expectAccessible(page);
  }

  rmSync(gone, { recursive: true });
  await item(page, "gone-20261124-100004-aaaa").getByRole("button", { expanded: false }).click();
  await lab.execute("munnin:refresh-runs");
  await expect(item(page, "gone-20261124-100004-aaaa")).toHaveCount(0, { timeout: 20_000 });
  await expect(panel(page).locator("script, img")).toHaveCount(0);
  expect(await isHarmless(page)).toBe(true);

  // Neither in a notification, which JupyterLab draws as Markdown.
  const going = { status: "running", end: null, name: "going" };
  runFolder(lab, "going-20261124-100005-aaaa", going);
  mkdirSync(join(lab.server.env.XDG_STATE_HOME!, "munnin"), { recursive: true });
  const entry = join(lab.server.env.XDG_STATE_HOME!, "munnin", "going-20261124-100005-aaaa.json");
  const start = readFileSync(`/proc/${process.pid}/stat`, "utf8").split(") ")[1].split(" ")[19];
  const folder = join(lab.server.root, "munnin-runs", "going-20261124-100005-aaaa");
  writeFileSync(entry, JSON.stringify({ id: "going-20261124-100005-aaaa", folder, pid: process.pid, pidStart: Number(start) }));
  await lab.execute("munnin:refresh-runs");
  await expect(item(page, "going-20261124-100005-aaaa")).toHaveAttribute("data-state", "running", { timeout: 20_000 });
  runFolder(lab, "going-20261124-100005-aaaa", { ...going, status: "failed", end: 1795540099, error: evil });
  rmSync(entry);
  await lab.execute("munnin:refresh-runs");
  await expect(page.locator(".Toastify")).toContainText("going-20261124-100005-aaaa has failed", { timeout: 20_000 });
  await lab.picture("notification");
  expect(await isHarmless(page)).toBe(true);
});

test("names of experiments and of their files, wrong values and refusals are shown as text", async ({ lab }) => {
  const { page } = lab;
  const name = `<img src=x onerror="window.evil=1">`;
  const smoke = JSON.parse(readFileSync(join(lab.server.root, "experiments/smoke.json"), "utf8"));
  const application = { ...smoke.application, name: evil };
  lab.write(`experiments/${name}.json`, {
    ...smoke,
    name: evil,
    application,
    [evil]: evil,
    load: { ...smoke.load, behaviours: { [evil]: 1 } },
  });
  lab.write(`experiments/${name} broken.json`, "{ not JSON");
  lab.write(`experiments/${name} old.json`, { extends: `${name}.json` });
  await lab.open();
  await lab.execute("munnin:open");
  await expect(panel(page).getByLabel("Seed")).toBeVisible({ timeout: 60_000 });
  await lab.execute("munnin:open-experiment", { path: `experiments/${name}.json` });
  await expect(panel(page).locator(".munnin-Source-path")).toHaveText(`experiments/${name}.json`);
  await expect(panel(page).getByLabel("Name").first()).toHaveValue(evil);
  await expect(panel(page).locator(".munnin-Mistakes")).toContainText("<img src=x");
  await expect(panel(page).locator(".munnin-Source-path")).toHaveText(`experiments/${name}.json`); // And not "(changed)".
  await lab.picture("panel-hostile-names");
  const opening = lab.execute("munnin:open-experiment", { path: `experiments/${name} broken.json` });
  await expect(page.locator(".jp-Dialog")).toContainText(`${name} broken.json`);
  await page.keyboard.press("Enter");
  await opening;
  await lab.execute("munnin:open-experiment", { path: `experiments/${name} old.json` });
  await expect(panel(page).getByLabel("Name").first()).toHaveValue(evil);
  await expect(panel(page).locator("script, img")).toHaveCount(0);
  expect(await isHarmless(page)).toBe(true);
});

test("500 runs are listed, fifty at a time, and the recorded one is compared with itself in a notebook", async ({ lab }) => {
  const { page, server } = lab;
  for (let i = 0; i < 498; i++) runFolder(lab, `many-20251124-${String(100000 + i)}-bbbb`, { start: 1763900000 + i, end: 1763900009 + i });
  for (const id of ["sample-20261124-100000-0001", "sample-20261124-100000-0002"])
    cpSync(join(server.root, "samples/quickstart"), join(server.root, "munnin-runs", id), { recursive: true });
  await lab.open();
  await lab.execute("munnin:open");
  await expect(panel(page).locator(".munnin-Run")).toHaveCount(50, { timeout: 60_000 });
  await panel(page)
    .getByRole("button", { name: /Show more \(50 of 50\d shown\)/ })
    .click();
  await expect(panel(page).locator(".munnin-Run")).toHaveCount(100);
  for (const last of ["1", "2"]) await panel(page).getByLabel(`Choose sample-20261124-100000-000${last} to compare`).check();
  await lab.picture("panel-compare");
  await panel(page).getByRole("button", { name: "Compare" }).click();
  await lab.runAll();
  await expect(page.locator(".jp-NotebookPanel:visible .munnin-Plotly[data-munnin-drawn]")).toHaveCount(2, { timeout: 60_000 });
  await lab.picture("compare");
});

test("without a kernel the panel says what is wrong, lists the served runs, and goes on when there is one", async ({ lab }) => {
  const { page, server } = lab;
  lab.write("experiments/broken.json", "{ not JSON");
  runFolder(lab, "served-20261125-100000-cccc", { start: 1795626400, end: 1795626460 });
  await page.route("**/api/kernelspecs*", async (route) => {
    const answer = (await (await route.fetch()).json()) as { kernelspecs: Record<string, unknown> };
    delete answer.kernelspecs.munnin;
    await route.fulfill({ json: { ...answer, default: "python3" } });
  });
  await lab.open();
  await lab.execute("munnin:open");
  await expect(panel(page).getByRole("alert").first()).toContainText("The kernel “munnin” is not installed", { timeout: 30_000 });
  await expect(item(page, "served-20261125-100000-cccc")).toHaveAttribute("data-state", "done");
  await lab.picture("panel-no-kernel");
  await expectAccessible(page);

  await page.unroute("**/api/kernelspecs*");
  await lab.reload();
  await lab.execute("munnin:open");
  await expect(panel(page).getByLabel("Seed")).toBeVisible({ timeout: 60_000 });

  // Its kernel is killed in the middle.
  const kernels = (await (await page.request.get(`${server.url}/api/sessions`)).json()) as { path: string; kernel: { id: string } }[];
  const { kernel } = kernels.find(({ path }) => path === "munnin-panel")!;
  await page.request.delete(`${server.url}/api/kernels/${kernel.id}`);
  await panel(page).getByLabel("Users").fill("0");
  await expect(panel(page).locator(".munnin-Mistakes")).toContainText("must be at least 1, not 0", { timeout: 30_000 });

  // The command ends when its dialog is closed.
  const opening = lab.execute("munnin:open-experiment", { path: "experiments/broken.json" });
  await expect(page.locator(".jp-Dialog")).toContainText("is not JSON");
  await page.keyboard.press("Enter");
  await opening;
});

test("nothing that a cell shows as text or HTML of a run becomes a script", async ({ lab }) => {
  const { page } = lab;
  runFolder(lab, "hostile-20261126-100000-dddd", { status: "failed", error: evil, name: evil });
  lab.write("notebooks/hostile.ipynb", notebook(`import { openRun } from "munnin";\nopenRun("hostile-20261126-100000-dddd")`));
  await lab.open("notebooks/hostile.ipynb");
  await lab.runAll();
  await expect(page.locator(".jp-RenderedHTMLCommon", { hasText: "run hostile" })).toContainText(evil, { timeout: 60_000 });
  expect(await isHarmless(page)).toBe(true);
});
