import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { root } from "./scripts";

const folder = join(root, "lab-extension", "src");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /(?<!\.d)\.tsx?$/.test(name));

/** Calls whose text is translated. */
const isTranslation = (node: ts.Node): boolean => ts.isCallExpression(node) && /trans\.(__|_n|_p)$/.test(node.expression.getText());
/** JupyterLab reads these before there is a translator, and its own extensions write them so. */
const isOfPlugin = (node: ts.Node): boolean =>
  ts.isPropertyAssignment(node.parent) &&
  (/^(displayName|label)$/.test(node.parent.name.getText())
    ? node.getSourceFile().fileName.endsWith("plotly/mime.ts")
    : node.parent.name.getText() === "description" &&
      /\bid\b/.test(node.parent.parent.getText()) &&
      /autoStart|rendererFactory/.test(node.parent.parent.getText()));
const sentence = /[a-z]{2,} [a-z]{2,}/i;
const shownNames = /^(aria-label|title|placeholder|caption|label|okLabel|alt|body|message)$/;

/** What a user would read untranslated: texts between tags, texts of several words, and names that are shown. */
function untranslated(file: ts.SourceFile): string[] {
  const found: string[] = [];
  const isShown = ({ parent }: ts.Node): boolean =>
    (ts.isPropertyAssignment(parent) || ts.isJsxAttribute(parent)) && shownNames.test(parent.name.getText());
  const visit = (node: ts.Node): void => {
    if (isTranslation(node) || ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isJsxAttribute(node) && node.name.getText() === "className") return;
    if (ts.isJsxText(node) && /[a-z]/i.test(node.text)) found.push(node.text.trim());
    else if (ts.isTemplateExpression(node)) {
      const text = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join("…");
      if (sentence.test(text)) found.push(text);
    } else if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      const isNamed = isShown(node) && /[a-z]/i.test(node.text) && !/^[\w./-]+\.json$/.test(node.text);
      if ((sentence.test(node.text) || isNamed) && !isOfPlugin(node)) found.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const parse = (name: string, text: string) =>
  ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true, name.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS);

/** Not shown by the panel: an icon's drawing, what goes into a notebook, a class of several names, what the console is told, a name of ours. */
const others = [
  /^<svg /,
  /^await require/,
  /^import \{ /,
  /^const /,
  /^plotMetrics\(/,
  /^jp-Button jp-mod/,
  /could not be loaded: …$/,
  /^under way$/,
  /^Munnin \(TypeScript\)$/,
];

test("every text of the extension that a user reads goes through the translator", () => {
  expect(files.length).toBeGreaterThan(25);
  const all = files.flatMap((name) => untranslated(parse(join(folder, name), readFileSync(join(folder, name), "utf8"))));
  expect(all.filter((text) => !others.some((pattern) => pattern.test(text)))).toEqual([]);
});

test("a text that was forgotten would be found", () => {
  const text = `const a = <p aria-label="Runs">not saved{\`\${b} is gone now\`}{trans.__("all well here")}</p>; add({ label: "Run" });`;
  expect(untranslated(parse("forgotten.tsx", text))).toEqual(["Runs", "not saved", "… is gone now", "Run"]);
});

test("every setting has a title, a sentence that describes it, and a default", () => {
  const schema = JSON.parse(readFileSync(join(root, "lab-extension/schema/panel.json"), "utf8"));
  const settings = Object.values(schema.properties) as { title?: string; description?: string; default?: unknown }[];
  expect(settings.length).toBeGreaterThan(1);
  for (const { title, description, default: value } of settings) {
    expect(title).toMatch(/^[A-Z]/);
    expect(description).toMatch(/^[A-Z].{20,}\.$/);
    expect(value).toBeDefined();
  }
});
