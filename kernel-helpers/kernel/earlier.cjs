"use strict";

/** The file in which tslab keeps the declarations of the cells before. */
const EARLIER = /(^|\/)__prev__\.d\.ts$/;

/**
 * Spells out what tslab's own rewriting gets wrong. In a cell, it puts `exports.` before each name of an earlier cell; but
 * - in `{ packets }` it takes the name for that of the property alone, and leaves a variable that is not there: `{ packets: exports.packets }`;
 * - in `const { packets: n } = row` it takes the name of a property whose type an earlier cell has declared for a variable; a property that
 *   is written as a text is left alone: `const { "packets": n } = row`.
 *
 * @param {any} ts TypeScript as tslab has it
 * @param {any} create makes the program of a cell (`host.createProgram`)
 */
function spellOutEarlierNames(ts, create) {
  const changed = new WeakSet();
  return (...options) => {
    const builder = create(...options);
    if (changed.has(builder)) return builder;
    changed.add(builder);
    const emit = builder.emit;
    builder.emit = (file, write, cancellation, onlyTypes, transformers = {}) => {
      const before = [transformer(ts, builder.getProgram().getTypeChecker()), ...(transformers.before ?? [])];
      return emit(file, write, cancellation, onlyTypes, { ...transformers, before });
    };
    return builder;
  };
}

const transformer = (ts, checker) => (context) => {
  const { factory } = context;
  const isEarlier = (symbol) => symbol?.declarations?.some((declaration) => EARLIER.test(declaration.getSourceFile().fileName)) ?? false;
  const isProperty = (name) => name && ts.isIdentifier(name) && isEarlier(checker.getSymbolAtLocation(name));

  function visit(node) {
    if (ts.isShorthandPropertyAssignment(node) && isEarlier(checker.getShorthandAssignmentValueSymbol(node))) {
      const { text } = node.name;
      const value = factory.createPropertyAccessExpression(factory.createIdentifier("exports"), text);
      // `({ packets = 0 } = row)`: what is assigned when the row has none.
      const initial = node.objectAssignmentInitializer && ts.visitNode(node.objectAssignmentInitializer, visit);
      return factory.createPropertyAssignment(text, initial ? factory.createAssignment(value, initial) : value);
    }
    if (ts.isBindingElement(node) && isProperty(node.propertyName)) {
      const { dotDotDotToken, propertyName, name, initializer } = ts.visitEachChild(node, visit, context);
      return factory.createBindingElement(dotDotDotToken, factory.createStringLiteral(propertyName.text), name, initializer);
    }
    if (ts.isPropertyAssignment(node) && isProperty(node.name)) {
      const { name, initializer } = ts.visitEachChild(node, visit, context);
      return factory.createPropertyAssignment(factory.createStringLiteral(name.text), initializer);
    }
    return ts.visitEachChild(node, visit, context);
  }
  return (file) => ts.visitNode(file, visit);
};

module.exports = { spellOutEarlierNames };
