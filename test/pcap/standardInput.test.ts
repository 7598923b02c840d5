import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fileOf, frame, pcap, pcapngSection } from "./files";
import { ethernet, ipv4 } from "./packets";

const frames = Array.from({ length: 50 }, (_, i) => frame(1700000000 + i, 0, ethernet(ipv4("10.0.0.1", "10.0.0.2", i))));
const folder = mkdtempSync(join(tmpdir(), "munnin-stdin-"));
const program = join(folder, "count.js");

/** Prints the number of packets after each, and the counts at the end. */
const source = `
import { readPackets } from "${join(__dirname, "../../kernel-helpers/src/pcap/read")}";
let seen = 0;
readPackets("-", () => process.stdout.write(String(++seen) + "\\n")).then(
  ({ packets, fault }) => process.stdout.write(JSON.stringify({ packets, fault }) + "\\n"),
  (error) => process.stdout.write(error.name + ": " + error.message + "\\n"),
);`;

const bundle = (contents: string, outfile: string) =>
  build({ stdin: { contents, resolveDir: __dirname, loader: "ts" }, bundle: true, platform: "node", outfile });
beforeAll(() => bundle(source, program));
afterAll(() => rmSync(folder, { recursive: true }));

const last = (input: Buffer): string => execFileSync(process.execPath, [program], { input, encoding: "utf8" }).trim().split("\n").at(-1)!;

test("standard input is read in every format, as its first bytes say", () => {
  const compressed = execFileSync("zstd", ["-c", "-q"], { input: pcap(frames) });
  for (const bytes of [pcap(frames), pcapngSection(frames), gzipSync(pcap(frames)), compressed])
    expect(last(bytes)).toBe('{"packets":50,"fault":null}');
});

test("standard input that is empty, or no capture, is one clear error", () => {
  expect(last(Buffer.alloc(0))).toBe("InputError: standard input: is empty");
  expect(last(Buffer.from("no capture at all, but text"))).toMatch(/^InputError: -: is not a capture/);
});

test("a live capture's packets arrive as they are written", async () => {
  const child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"] });
  const lines: string[] = [];
  child.stdout.on("data", (data: Buffer) => lines.push(...data.toString().trim().split("\n")));
  const until = async (line: string) => {
    const end = Date.now() + 10_000;
    while (!lines.includes(line) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(lines).toContain(line);
  };
  const bytes = pcap(frames.slice(0, 3));
  const third = 24 + 16 + 34 + 16 + 35;
  child.stdin.write(bytes.subarray(0, 10));
  child.stdin.write(bytes.subarray(10, third + 5)); // The third record has begun.
  await until("2");
  expect(lines).not.toContain("3");
  child.stdin.write(bytes.subarray(third + 5));
  await until("3");
  child.stdin.end();
  await until('{"packets":3,"fault":null}');
});

test("a file may be a named pipe", async () => {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  const ofPipe = join(folder, "pipe.js");
  await bundle(source.replace('"-"', JSON.stringify(pipe)), ofPipe);
  const writer = spawn("cp", [fileOf(pcap(frames)), pipe]);
  const output = execFileSync(process.execPath, [ofPipe], { encoding: "utf8" });
  writer.kill();
  expect(output.trim().split("\n").at(-1)).toBe('{"packets":50,"fault":null}');
});
