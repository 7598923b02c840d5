"use strict";
const { inspect } = require("node:util");
const { recordsHtml } = require("./records.cjs");

/** A value with a method under this symbol shows itself: the method returns a MIME bundle, or a promise of one. Deno's kernel asks for the same. */
const DISPLAY = Symbol.for("Jupyter.display");

/**
 * How a value looks in a notebook: what its display method says, records as a table, and always a text.
 *
 * @param {unknown} value
 * @returns {Record<string, unknown> | Promise<Record<string, unknown>>} MIME type to data; a promise if the value's method returns one
 */
function mimeBundle(value) {
  const shows = (typeof value === "object" && value !== null) || typeof value === "function";
  const own = shows && typeof value[DISPLAY] === "function" ? value[DISPLAY]() : asRecords(value);
  const complete = (bundle) => ("text/plain" in bundle ? bundle : { "text/plain": inspect(value), ...bundle });
  return typeof own.then === "function" ? own.then(complete) : complete(own);
}

function asRecords(value) {
  const html = recordsHtml(value);
  return html === null ? {} : { "text/html": html };
}

module.exports = { mimeBundle };
