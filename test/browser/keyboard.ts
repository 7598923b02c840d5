import { type Page, expect } from "@playwright/test";

const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null;
    return element?.getAttribute("aria-label") ?? label ?? element?.textContent ?? "";
  });

/** Presses the tabulator until something of this name has the focus. */
export async function tabTo(page: Page, wanted: RegExp): Promise<void> {
  const way: string[] = [];
  for (let presses = 0; presses < 200; presses++) {
    way.push(await focused(page));
    if (wanted.test(way.at(-1)!)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`no way to ${wanted} by the tabulator, only to ${way.join(", ")}`);
}

/** Goes to a button by the tabulator, sees that it shows its focus, and presses Enter. */
export async function enter(page: Page, wanted: RegExp): Promise<void> {
  await tabTo(page, wanted);
  await expectFocus(page, wanted);
  await page.keyboard.press("Enter");
}

/** What has the focus has this name, and a frame around it that whoever has no mouse can see. */
export async function expectFocus(page: Page, wanted: RegExp): Promise<void> {
  await expect.poll(() => focused(page)).toMatch(wanted);
  const frame = await page.evaluate(() => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(document.activeElement!);
    return { outline: outlineStyle === "none" ? 0 : parseFloat(outlineWidth), outlineColor, boxShadow };
  });
  expect(frame.outline > 0 || frame.boxShadow !== "none", `${wanted} shows its focus: ${JSON.stringify(frame)}`).toBe(true);
  expect(frame.outlineColor).not.toBe("rgba(0, 0, 0, 0)");
}
