import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";
import { forbidden, modules, readers } from "./scripts/modules.mjs";

const src = "./kernel-helpers/src";

/** What a module must not import, one zone a module. Types count too: they make a dependency as well. */
const directions = modules
  .filter((module) => forbidden(module).length > 0)
  .map((module) => ({
    target: `${src}/${module}`,
    from: forbidden(module).map((other) => `${src}/${other}`),
    message: `Data goes one way: ${module}/ must not import from there (docs/architecture.md, "The one picture").`,
  }));

/** Everybody throws config/error.ts; the experiment itself is for its makers. */
const errorsOnly = {
  target: ["table", "runfolder", ...readers].map((module) => `${src}/${module}`),
  from: `${src}/config`,
  except: ["./error.ts"],
  message: "Readers and file formats know no experiments: of config/ they may import error.ts only.",
};

const publicOnly = {
  target: modules.map((module) => `${src}/${module}`),
  from: `${src}/index.ts`,
  message: "index.ts is for notebook cells; inside, import the file itself.",
};

export default tseslint.config(
  {
    ignores: [
      "**/dist/",
      "**/node_modules/",
      ".venv/",
      ".setup/",
      "munnin-runs/",
      "notebooks/",
      "samples/",
      "**/*.js",
      "lab-extension/lib/",
      "lab-extension/munnin_lab/",
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.ts", "**/*.tsx", "**/*.mts", "**/*.mjs", "**/*.cjs"],
    extends: [tseslint.configs.recommended],
    plugins: { "import-x": importX },
    settings: { "import-x/resolver-next": [createTypeScriptImportResolver({ project: "kernel-helpers/tsconfig.json" })] },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "import-x/no-default-export": "error",
      eqeqeq: "error",
      "prefer-const": ["error", { ignoreReadBeforeAssign: true }],
      "no-var": "error",
    },
  },
  {
    files: ["kernel-helpers/src/**/*.ts"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/return-await": ["error", "error-handling-correctness-only"],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/only-throw-error": "error",
      "import-x/no-restricted-paths": ["error", { basePath: import.meta.dirname, zones: [...directions, errorsOnly, publicOnly] }],
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: "^(tslab|@tslab/.*)$",
              message: 'The library never imports the kernel: a value shows itself by Symbol.for("Jupyter.display").',
            },
          ],
        },
      ],
    },
  },
  { files: ["**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off" } },
  // What loads these files looks for a default export.
  {
    files: [
      "*.config.mts",
      "*.config.mjs",
      "test/browser/playwright.config.mjs",
      "lab-extension/src/index.ts",
      "lab-extension/src/plotly/**",
    ],
    rules: { "import-x/no-default-export": "off" },
  },
);
