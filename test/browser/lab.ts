import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type BrowserContext, type Page, test as base, expect } from "@playwright/test";
import { type LabServer, startLab } from "./server";

/** JupyterLab's own object, which a page of these tests shows as `window.jupyterapp`. */
interface JupyterApp {
  commands: { execute(command: string, args?: object): Promise<unknown> };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  shell: { currentWidget: any };
  serviceManager: { sessions: { shutdownAll(): Promise<void> } };
}
declare global {
  interface Window {
    jupyterapp: JupyterApp;
  }
}

/** JupyterLab in a page. A test fails, too, when the page has thrown an error, or has written one to the console. */
export interface Lab {
  readonly page: Page;
  readonly server: LabServer;
  /** Opens JupyterLab in a workspace of its own, with a file if a path is given. */
  open(path?: string): Promise<void>;
  /** Loads the page again. */
  reload(): Promise<void>;
  execute(command: string, args?: object): Promise<void>;
  /** Runs all cells of the notebook in front, and waits for the end of the last. */
  runAll(): Promise<void>;
  setTheme(name: "Light" | "Dark"): Promise<void>;
  /** A picture for whoever wants to look: .setup/browser-pictures/NAME.png. */
  picture(name: string): Promise<void>;
  /** Writes a file below the served folder. */
  write(path: string, content: string | object): string;
}

/** Errors that JupyterLab itself writes to the console, and that are none of ours. */
const noise = [/favicon/, /Failed to load resource.*(workspaces|nbconvert|extensionmanager)/];

let workspaces = 0;

export const test = base.extend<{ lab: Lab }, { server: LabServer; shared: BrowserContext }>({
  // One for all tests: JupyterLab's code, several megabytes, is fetched and compiled once.
  shared: [
    async ({ browser }, use) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      context.setDefaultTimeout(20_000);
      await use(context);
      await context.close();
    },
    { scope: "worker" },
  ],
  page: async ({ shared }, use) => {
    const page = await shared.newPage();
    await use(page);
    await page.close();
  },
  server: [
    async ({}, use) => {
      const server = await startLab();
      await use(server);
      await server[Symbol.asyncDispose]();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  lab: async ({ page, server }, use) => {
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      const text = `${message.text()} ${message.location().url}`;
      if (message.type() === "error" && !noise.some((pattern) => pattern.test(text))) complaints.push(text);
    });
    const workspace = `w${process.pid}-${workspaces++}`;
    const execute = (command: string, args: object = {}) =>
      page.evaluate(async ([id, given]) => void (await window.jupyterapp.commands.execute(id, given)), [command, args] as const);
    const isReady = async () => {
      await page.locator(".jp-LabShell").waitFor({ timeout: 60_000 });
      await page.locator("#jupyterlab-splash").waitFor({ state: "detached", timeout: 30_000 });
    };
    await use({
      page,
      server,
      execute,
      async open(path) {
        await page.goto(`${server.url}/lab/workspaces/${workspace}${path ? `/tree/${path}` : ""}`);
        await isReady();
      },
      async reload() {
        await page.reload();
        await isReady();
      },
      async runAll() {
        await page.waitForFunction(() => window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === "idle", null, {
          timeout: 60_000,
        });
        await execute("notebook:run-all-cells");
      },
      async setTheme(name) {
        await execute("apputils:change-theme", { theme: `JupyterLab ${name}` });
        await expect(page.locator("body")).toHaveAttribute("data-jp-theme-name", `JupyterLab ${name}`);
        await page.locator("#jupyterlab-splash").waitFor({ state: "detached" });
      },
      async picture(name) {
        await page.screenshot({ path: join(__dirname, "..", "..", ".setup", "browser-pictures", `${name}.png`) });
      },
      write(path, content) {
        const file = join(server.root, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
        return file;
      },
    });
    expect(complaints, "errors in the browser's console, and of the page").toEqual([]);
  },
});
export { expect };
