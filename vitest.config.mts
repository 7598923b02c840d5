import { configDefaults, defineConfig } from "vitest/config";

// Tests that start labs, agents, Locust, databases or kernels measure time and use ports, links and memory of the whole machine: one file
// after another.
const oneByOne = ["house", "exfil", "lab", "app", "load", "capture", "run", "cli", "notebook"].map(
  (module) => `test/${module}/**/*.test.ts`,
);
const everything = "test/**/*.test.ts";

// `npm test -- --all` sets the one, a pattern with "long" the other.
const slow = process.env.MUNNIN_SLOW === "1" ? [] : ["test/**/*.slow.test.ts"];
const long = process.env.MUNNIN_LONG === "1" ? [] : ["test/**/*.long.test.ts"];
const exclude = [...configDefaults.exclude, ...slow, ...long];

export default defineConfig({
  test: {
    globalSetup: "test/scratch.ts",
    projects: [
      {
        test: {
          name: "unit",
          include: [everything],
          exclude: [...exclude, ...oneByOne],
          maxWorkers: 2,
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "machine",
          include: oneByOne,
          exclude,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
