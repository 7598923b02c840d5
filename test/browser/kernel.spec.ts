import { readFileSync } from "node:fs";
import { expect, test } from "./lab";
import { notebook } from "./notebooks";

test("of 100,000 lines that a cell prints none is lost on the way to the notebook's file", async ({ lab }) => {
  const line = "more than a server lets pass by default";
  const file = lab.write("notebooks/lines.ipynb", notebook(`for (let i = 0; i < 100000; i++) console.log(i + " ${line}");`));
  await lab.open("notebooks/lines.ipynb");
  await lab.runAll();
  await lab.execute("docmanager:save");
  const { outputs } = JSON.parse(readFileSync(file, "utf8")).cells[0] as { outputs: { text: string[] }[] };
  const text = outputs.flatMap((output) => output.text).join("");
  expect(text.length).toBeGreaterThan(4e6);
  // Not by toBe: to draw the difference of such texts takes minutes.
  const lost = text.split("\n").findIndex((found, i) => found !== (i < 100_000 ? `${i} ${line}` : ""));
  expect(lost).toBe(-1);
  expect(text.split("\n")).toHaveLength(100_001);
});

test("who interrupts a cell is told, in it, that it cleans up, or beside it, that it hears nothing and how to restart the kernel", async ({
  lab,
}) => {
  const { page } = lab;
  const holds = `const held = (globalThis as any)[Symbol.for("munnin.cell")].hold(new Promise((done) => setTimeout(done, 30000)));`;
  lab.write("notebooks/cleans.ipynb", notebook(`${holds}\nconsole.log("held");\nawait held`));
  await lab.open("notebooks/cleans.ipynb");
  const cleaning = lab.runAll().catch(() => undefined);
  const outputs = page.locator(".jp-OutputArea-output");
  await expect(outputs).toHaveText("held", { timeout: 30_000 });
  await lab.execute("notebook:interrupt-kernel");
  await expect(outputs.nth(1)).toContainText("is being cleaned up. Interrupt again to stop waiting", { timeout: 15_000 });
  await page.waitForTimeout(1500); // The kernel was asked meanwhile, and has answered: nothing else is to be told.
  await expect(page.locator(".Toastify__toast")).toHaveCount(0);
  await lab.picture("interrupt-cleans");
  await lab.execute("notebook:interrupt-kernel");
  await cleaning;
  await expect(outputs.last()).toContainText("KeyboardInterrupt");

  lab.write("notebooks/deaf.ipynb", notebook(`setTimeout(() => { for (;;); }, 100);\nawait new Promise(() => {})`));
  await lab.execute("docmanager:open", { path: "notebooks/deaf.ipynb" });
  const running = lab.runAll().catch(() => undefined);
  await expect(page.locator(".jp-InputPrompt:visible", { hasText: "[*]:" })).toBeVisible({ timeout: 30_000 });
  await page.waitForTimeout(500); // For the callback's time to come.
  await lab.execute("notebook:interrupt-kernel");
  const told = page.locator(".Toastify__toast", { hasText: "does not hear the interrupt" });
  await expect(told).toBeVisible({ timeout: 15_000 });
  await lab.picture("interrupt-not-heard");
  await told.getByRole("button", { name: "Restart Kernel" }).click();
  await expect(told).toHaveCount(0, { timeout: 30_000 });
  await running;
  await expect(page.locator(".jp-InputPrompt", { hasText: "[*]:" })).toHaveCount(0, { timeout: 30_000 });
});
