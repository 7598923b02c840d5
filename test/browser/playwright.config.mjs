import { defineConfig } from "@playwright/test";
import { chromiumRemedy, findChromium } from "../../scripts/setup/chromium.mjs";

const executablePath = findChromium();
if (!executablePath) throw new Error(chromiumRemedy);

export default defineConfig({
  testDir: ".",
  outputDir: "../../.setup/browser",
  // One JupyterLab and two cores: one test after the other.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: [["list"], ["json", { outputFile: process.env.MUNNIN_BROWSER_RESULTS ?? "../../.setup/browser.json" }]],
  use: {
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath,
      // As root, Chromium has no sandbox; WebGL is drawn by the processor.
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
    },
  },
});
