import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./lab";
import { notebook, pythonNotebook } from "./notebooks";

const shows = `const shows = (figure: object) => ({ [Symbol.for("Jupyter.display")]: () => ({ "application/vnd.plotly.v1+json": figure, "text/plain": "figure" }) });`;

const story = notebook(
  `import { openRun, computeMetrics, plotMetrics } from "munnin";
const run = openRun("../samples/quickstart");
plotMetrics(computeMetrics(await run.edges({ every: 1 }), ["density", "bytes.total"]))`,
  `import { displayUpdatable, type UpdatableDisplay } from "munnin";
${shows}
const place: UpdatableDisplay = displayUpdatable(shows({ data: [{ y: [1] }], layout: { title: { text: "1 of 3" } } }));
for (const count of [2, 3]) {
  await new Promise((done) => setTimeout(done, 200));
  place.update(shows({ data: [{ y: Array.from({ length: count }, (_, i) => i * i) }], layout: { title: { text: count + " of 3" } } }));
}`,
);

test("a notebook's figures are drawn, follow the theme, update in place, and are there without a kernel", async ({ lab }) => {
  const { page } = lab;
  lab.write("notebooks/figures.ipynb", story);
  await lab.open("notebooks/figures.ipynb");
  await lab.runAll();
  const figures = page.locator(".munnin-Plotly[data-munnin-drawn]");
  await expect(figures).toHaveCount(2, { timeout: 60_000 });
  await expect(figures.nth(0).locator("path.js-line")).toHaveCount(2);
  await expect(figures.nth(1)).toHaveAttribute("aria-label", "3 of 3");
  await expect(figures.nth(1).locator("path.point")).toHaveCount(3);

  const ink = () =>
    figures
      .nth(0)
      .locator(".g-gtitle text")
      .first()
      .evaluate((text) => getComputedStyle(text).fill);
  const light = await ink();
  await lab.picture("figures-light");
  await lab.setTheme("Dark");
  await expect.poll(ink).not.toBe(light);
  await lab.picture("figures-dark");

  // The picture for those who cannot draw is in the file, beside the figure.
  await lab.execute("docmanager:save");
  const saved = JSON.parse(readFileSync(join(lab.server.root, "notebooks/figures.ipynb"), "utf8"));
  const { data } = saved.cells[0].outputs[0];
  expect(Object.keys(data).sort()).toEqual(["application/vnd.plotly.v1+json", "image/png", "text/plain"]);
  expect(Buffer.from(data["image/png"], "base64").subarray(1, 4).toString()).toBe("PNG");

  await page.evaluate(() => window.jupyterapp.serviceManager.sessions.shutdownAll());
  await lab.reload();
  await expect(figures.nth(0).locator("path.js-line")).toHaveCount(2, { timeout: 60_000 });
  await lab.setTheme("Light");
});

test("what a user has zoomed and hidden stays when the figure is updated in its place, and when the theme changes", async ({ lab }) => {
  const { page, server } = lab;
  const lines = (count: number) =>
    `{ data: [0, 1].map((line) => ({ name: "line " + line, y: [0, 1, 2, ${count}].map((n) => n + line) })), layout: {} }`;
  const code = `import { existsSync } from "node:fs";
import { displayUpdatable } from "munnin";
${shows}
const place = displayUpdatable(shows(${lines(3)}));
while (!existsSync("go")) await new Promise((done) => setTimeout(done, 100));
place.update(shows(${lines(9)}));`;
  lab.write("notebooks/zoom.ipynb", notebook(code));
  await lab.open("notebooks/zoom.ipynb");
  const running = lab.runAll();
  const figure = page.locator(".munnin-Plotly[data-munnin-drawn]");
  await expect(figure.locator(".scatterlayer path.js-line")).toHaveCount(2, { timeout: 60_000 });
  await figure.locator(".legendtoggle").nth(1).click();
  await expect(figure.locator(".scatterlayer path.js-line")).toHaveCount(1);
  const box = (await figure.locator(".nsewdrag").boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.5);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.5, { steps: 4 });
  await page.mouse.up();
  const state = () =>
    figure.locator(".munnin-Plotly-drawing").evaluate((node) => {
      const { layout, data } = node as unknown as { layout: { xaxis: { range: number[] } }; data: { y: number[] }[] };
      return { range: layout.xaxis.range, last: data[0].y.at(-1) };
    });
  await expect.poll(async () => (await state()).range[0]).toBeGreaterThan(0.3);
  const { range } = await state();
  lab.write("notebooks/go", "");
  await running;
  await expect.poll(async () => (await state()).last).toBe(9);
  expect((await state()).range).toEqual(range);
  await expect(figure.locator(".scatterlayer path.js-line")).toHaveCount(1);
  await lab.setTheme("Dark");
  await page.waitForTimeout(500);
  expect((await state()).range).toEqual(range);
  await expect(figure.locator(".scatterlayer path.js-line")).toHaveCount(1);
  await lab.setTheme("Light");
  rmSync(join(server.root, "notebooks/go"));
});

test("who gets a notebook sees its figures without running anything, and looks through metrics by a figure's own controls", async ({
  lab,
}) => {
  const { page } = lab;
  await lab.open("notebooks/03-metrics.ipynb");
  await page.locator(".jp-NotebookPanel .jp-Cell").first().waitFor();
  await page.evaluate(() => window.jupyterapp.serviceManager.sessions.shutdownAll());
  const { cells } = JSON.parse(readFileSync(join(lab.server.root, "notebooks/03-metrics.ipynb"), "utf8"));
  const isExplorer = ({ source }: { source: string | string[] }) => [source].flat().join("").includes("plotExplorer(all)");
  await page.evaluate(async (at) => window.jupyterapp.shell.currentWidget.content.scrollToItem(at, "center"), cells.findIndex(isExplorer));
  const figure = page.locator(".munnin-Plotly[data-munnin-drawn]", { has: page.locator(".updatemenu-header") });
  await expect(figure).toBeVisible({ timeout: 30_000 });
  const drawn = () =>
    figure.locator(".munnin-Plotly-drawing").evaluate((node) => {
      const { data, layout } = node as unknown as { data: { y: number[]; visible: boolean }[]; layout: { title: { text: string } } };
      const { y } = data.find(({ visible }) => visible !== false)!;
      return { title: layout.title.text, windows: y.length, first: y[0] };
    });
  const before = await drawn();
  await figure.locator(".updatemenu-header").first().click();
  await figure.locator(".updatemenu-dropdown-button", { hasText: "Weighted reciprocity" }).click();
  await expect.poll(async () => (await drawn()).title).toContain("Weighted reciprocity");
  const chosen = await drawn();
  expect(chosen.windows).toBe(before.windows);
  expect(chosen.first).not.toBe(before.first);
  // Cells above may still be drawn, and move it.
  await expect(async () => {
    const rail = (await figure.locator(".slider-rail-touch-rect").boundingBox())!;
    await page.mouse.click(rail.x + rail.width - 12, rail.y + rail.height / 2);
    await expect.poll(async () => (await drawn()).windows, { timeout: 2000 }).toBe(before.windows / 5);
  }).toPass({ timeout: 20_000 });
  await lab.picture("figure-controls");
});

test("an animation plays its frames, as plotly.py writes them", async ({ lab }) => {
  const { page } = lab;
  const frame = (name: string, y: number[]) => ({ name, data: [{ y }] });
  const step = (label: string) => ({
    label,
    method: "animate",
    args: [[label], { mode: "immediate", frame: { duration: 0, redraw: false }, transition: { duration: 0 } }],
  });
  lab.write("frames.plotly.json", {
    data: [{ y: [1, 1] }],
    frames: [frame("one", [1, 2]), frame("two", [3, 9])],
    layout: { sliders: [{ steps: [step("one"), step("two")] }] },
  });
  await lab.open("frames.plotly.json");
  const figure = page.locator(".munnin-Plotly[data-munnin-drawn]");
  await expect(figure).toBeVisible({ timeout: 60_000 });
  const rail = (await figure.locator(".slider-rail-touch-rect").boundingBox())!;
  await page.mouse.click(rail.x + rail.width - 12, rail.y + rail.height / 2);
  const y = () => figure.locator(".munnin-Plotly-drawing").evaluate((node) => (node as unknown as { data: { y: number[] }[] }).data[0].y);
  await expect.poll(y).toEqual([3, 9]);
});

test("beside the Python plotly package, which brings an extension of its own, its figures are drawn once, by ours", async ({ lab }) => {
  const { page } = lab;
  const figure = `import plotly.graph_objects as go\ngo.Figure(data=[go.Scatter(y=[1, 3, 2])], layout={"title": {"text": "from Python"}})`;
  lab.write("notebooks/python.ipynb", pythonNotebook(figure));
  await lab.open("notebooks/python.ipynb");
  const extensions = await page.evaluate(
    () => JSON.parse(document.querySelector("#jupyter-config-data")!.textContent!).federated_extensions,
  );
  expect(extensions.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(["jupyterlab-plotly", "munnin-lab"]));
  await lab.runAll();
  await expect(page.locator(".munnin-Plotly[data-munnin-drawn]")).toHaveAttribute("aria-label", "from Python", { timeout: 60_000 });
  await expect(page.locator(".js-plotly-plot")).toHaveCount(1);
  // It says no height, as most of plotly.py's do not: plotly.js's own is 450 pixels.
  await expect.poll(async () => (await page.locator(".js-plotly-plot .main-svg").first().boundingBox())!.height).toBe(450);
});

test("a figure of 100,000 points is drawn by WebGL, and answers to a zoom", async ({ lab }) => {
  const { page } = lab;
  const x = Array.from({ length: 100_000 }, (_, i) => i);
  const y = x.map((i) => Math.sin(i / 500) + ((i * 7919) % 1000) / 1000);
  lab.write("many.plotly.json", {
    data: [{ type: "scattergl", mode: "markers", marker: { size: 2 }, x, y }],
    layout: { title: { text: "many" } },
  });
  await lab.open("many.plotly.json");
  const figure = page.locator(".munnin-Plotly[data-munnin-drawn]");
  await expect(figure).toBeVisible({ timeout: 60_000 });
  await expect(figure.locator("canvas").first()).toBeVisible();
  const range = () =>
    figure
      .locator(".munnin-Plotly-drawing")
      .evaluate((node) => (node as unknown as { layout: { xaxis: { range: number[] } } }).layout.xaxis.range);
  const before = await range();
  const box = (await figure.locator(".nsewdrag").boundingBox())!;
  const start = Date.now();
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.4);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.6, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await range())[1] - (await range())[0]).toBeLessThan((before[1] - before[0]) / 2);
  expect((Date.now() - start) / 1000).toBeLessThan(10);
  await lab.picture("many-points");
});

test("a file of Plotly JSON opens as a figure that fills its tab; what is no figure says so", async ({ lab }) => {
  const { page } = lab;
  lab.write("line.plotly.json", { data: [{ y: [1, 3, 2] }], layout: { title: { text: "<b>a line</b>" } } });
  lab.write("other.plotly.json", { rows: [] });
  await lab.open("line.plotly.json");
  const figure = page.locator(".munnin-Plotly");
  await expect(figure).toHaveAttribute("data-munnin-drawn", "true", { timeout: 60_000 });
  await expect(figure).toHaveAttribute("aria-label", "a line");
  const height = () =>
    figure
      .locator(".main-svg")
      .first()
      .evaluate((svg) => svg.getBoundingClientRect().height);
  expect(await height()).toBeGreaterThan(600);
  // Its width follows the tab's.
  const width = () =>
    figure
      .locator(".main-svg")
      .first()
      .evaluate((svg) => svg.getBoundingClientRect().width);
  const wide = await width();
  await page.setViewportSize({ width: 900, height: 700 });
  await expect.poll(width).toBeLessThan(wide - 200);
  await lab.picture("figure-document");

  await lab.execute("docmanager:open", { path: "other.plotly.json" });
  await expect(page.locator(".munnin-Plotly-problem")).toHaveText(/no Plotly figure/);
});

test("nothing in a figure becomes HTML, script or a request", async ({ lab }) => {
  const { page, server } = lab;
  const evil = `<img src=x onerror="window.evil=1"><script>window.evil=2</script><a href="javascript:window.evil=3">click</a>`;
  lab.write("evil.plotly.json", {
    data: [
      { y: [1, 2], name: evil, text: [evil, evil], hovertemplate: evil, mode: "markers+text" },
      { type: "image", source: "http://198.51.100.1/seen-too.png" },
    ],
    layout: {
      title: { text: evil },
      xaxis: { title: { text: evil }, ticktext: [evil], tickvals: [0] },
      annotations: [{ x: 0, y: 1, text: evil }],
      images: [{ source: "http://198.51.100.1/seen.png", x: 0, y: 1, sizex: 1, sizey: 1, xref: "x", yref: "y" }],
      meta: { dark: { [evil]: evil } },
      showlegend: true,
    },
    config: {
      plotlyServerURL: "http://198.51.100.1",
      showSendToCloud: true,
      modeBarButtonsToAdd: [{ name: evil, click: "window.evil=4" }],
    },
  });
  const asked: string[] = [];
  page.on(
    "request",
    (request) =>
      request.url().startsWith(server.url) ||
      request.url().startsWith("data:") ||
      request.url().startsWith("blob:") ||
      asked.push(request.url()),
  );
  await lab.open("evil.plotly.json");
  const figure = page.locator(".munnin-Plotly[data-munnin-drawn]");
  await expect(figure).toBeVisible({ timeout: 60_000 });
  await figure.locator(".nsewdrag").hover();
  await expect(figure.locator("script, img, [onerror], a[href^='javascript']")).toHaveCount(0);
  // plotly.js would add a button that uploads the figure.
  const buttons = await figure.locator("[data-title]").evaluateAll((all) => all.map((button) => button.getAttribute("data-title")));
  expect(buttons).toContain("Reset axes");
  expect(buttons.filter((title) => /share|cloud|studio/i.test(title!))).toEqual([]);
  expect(await page.evaluate(() => (window as unknown as { evil?: number }).evil)).toBeUndefined();
  expect(asked).toEqual([]);

  lab.write("map.plotly.json", { data: [{ type: "scattergeo", lon: [1], lat: [2] }] });
  await lab.execute("docmanager:open", { path: "map.plotly.json" });
  await expect(page.locator(".munnin-Plotly-problem")).toContainText("is a map");
  expect(asked).toEqual([]);
});
