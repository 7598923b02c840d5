import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { findKaleido } from "../../kernel-helpers/src/plot/kaleido";
import { figurePng } from "../../kernel-helpers/src/plot/png";
import { venv } from "./kernel";

process.env.MUNNIN_PYTHON_PREFIX = venv;
const figure = { data: [{ type: "scatter", x: [0, 1], y: [0, 1] }], layout: { title: { text: "a line" } } };

/** Width and height stand in the first chunk of a PNG, big-endian (PNG specification, 11.2.2). */
const size = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)];

test("figures become PNG pictures of the size asked for, several at once by one renderer", async () => {
  expect(findKaleido(), "kaleido 0.2.1 is missing: npm start installs it").not.toBeNull();
  const [small, large] = await Promise.all([
    figurePng(figure, { width: 300, height: 200 }),
    figurePng(figure, { width: 500, height: 300, scale: 2 }),
  ]);
  expect(small!.subarray(1, 4).toString()).toBe("PNG");
  expect([size(small!), size(large!)]).toEqual([
    [300, 200],
    [1000, 600],
  ]);
  expect(renderers()).toBe(1);
});

test("a figure that plotly cannot draw is an error, and the next one is drawn", async () => {
  await expect(figurePng({ data: "none" as never, layout: {} })).rejects.toThrow(/cannot draw/);
  expect(await figurePng(figure)).not.toBeNull();
});

/** Children of this process that are kaleido. */
const renderers = () =>
  readdirSync("/proc").filter(
    (pid) => /^\d+$/.test(pid) && stat(pid).startsWith(`(kaleido) `) && stat(pid).split(" ")[2] === String(process.pid),
  ).length;
const stat = (pid: string) => {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^\d+ /, "");
  } catch {
    return "";
  }
};
