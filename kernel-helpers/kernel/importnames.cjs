"use strict";
const { currentProgram, ts } = require("./tslab.cjs");

/** What tslab puts before the code of a cell. */
const PREFIX = "export {};\n";

/**
 * Completes the names in `import { … } from "munnin"`, which tslab does not: what the module exports, and is not imported there yet.
 *
 * @param {{ start: number, end: number, candidates: string[] }} found tslab's own completion at the position, for all other places
 * @param {number} position in UTF-16 units of the cell's code
 */
function completeImport(found, position) {
  const program = currentProgram();
  const file = program?.getSourceFiles().find(({ fileName }) => /(^|\/)__tslab__\.ts$/.test(fileName));
  const at = position + PREFIX.length;
  const statement = file?.statements.find((each) => ts.isImportDeclaration(each) && isAmong(each.importClause?.namedBindings, at));
  const module = statement && program.getTypeChecker().getSymbolAtLocation(statement.moduleSpecifier);
  if (!module) return found;
  const { elements } = statement.importClause.namedBindings;
  const written = elements.find((element) => element.getStart(file) <= at && at <= element.end);
  const typed = written ? file.text.slice(written.getStart(file), at) : "";
  const others = new Set(elements.filter((element) => element !== written).map(({ name, propertyName }) => (propertyName ?? name).text));
  const names = program
    .getTypeChecker()
    .getExportsOfModule(module)
    .map(({ name }) => name)
    .filter((name) => name !== "default" && !others.has(name) && name.toLowerCase().startsWith(typed.toLowerCase()));
  return {
    start: position - typed.length,
    end: written ? written.end - PREFIX.length : position,
    candidates: names.sort((a, b) => a.localeCompare(b)),
  };
}

/** Whether a position is between the braces. */
const isAmong = (bindings, at) => bindings && ts.isNamedImports(bindings) && bindings.getStart() < at && at < bindings.end;

module.exports = { completeImport };
