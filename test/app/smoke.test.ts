import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { application, deploymentOf } from "../../kernel-helpers/src/app";
import { startCapture } from "../../kernel-helpers/src/capture/capture";
import type { Lab } from "../../kernel-helpers/src/lab/lab";
import { localLab } from "../../kernel-helpers/src/lab/local";
import { bundleServices } from "./bundles";

let run: string;
let lab: Lab;
let upIn: number;

beforeAll(async () => {
  await bundleServices(join(__dirname, "../../kernel-helpers/dist/services"));
  run = mkdtempSync(join(tmpdir(), "munnin-smoke-"));
  lab = localLab({ run, id: `smoke-test-${process.pid}`, startCapture });
  const started = performance.now();
  await lab.up(deploymentOf(application("smoke"), { web: 2 }, 1), new AbortController().signal);
  upIn = (performance.now() - started) / 1000;
});

afterAll(async () => {
  await lab?.down();
  rmSync(run, { recursive: true, force: true });
});

/** What a user outside gets: the status, and how many bytes. */
async function fetchFromOutside(path: string, method = "GET", body?: object): Promise<string> {
  const client = (await lab.instances()).find(({ name }) => name === "client.1")!;
  const script = `fetch("http://web${path}", { method: "${method}", body: ${body ? `'${JSON.stringify(body)}'` : "undefined"} })
    .then(async (answer) => process.stdout.write(answer.status + " " + (await answer.text())))`;
  const out = join(run, `answer-${performance.now()}`);
  const asking = await lab.exec(client, { name: "ask", command: ["{node}", "-e", script] }, { stdout: out });
  expect((await asking.exited).code).toBe(0);
  return readFileSync(out, "utf8");
}

test("the smoke application is up, in a lab, in less than a second and a half", () => expect(upIn).toBeLessThan(1.5));

test("users outside read a note that they wrote, through web, api and store", async () => {
  const written = await fetchFromOutside("/notes", "POST", { text: "a raven" });
  expect(written).toMatch(/^201 \{"id":20,/);
  expect(await fetchFromOutside("/notes/20")).toBe('200 {"id":20,"text":"a raven"}');
  expect(await fetchFromOutside("/")).toContain("<li>a raven</li>");
  expect(await fetchFromOutside("/notes/999")).toMatch(/^404 /);
});
