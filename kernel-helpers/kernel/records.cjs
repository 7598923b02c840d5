"use strict";
const { inspect, types } = require("node:util");

/** Rows and columns that are shown; what is more is told. */
const MOST = { rows: 20, columns: 30, text: 200 };

/**
 * Records as a table: of an array of plain objects a row each, of a Map a row each entry. Everything else is null: its text tells all.
 *
 * @param {unknown} value
 * @returns {string | null} HTML, in which nothing that the records hold is markup
 */
function recordsHtml(value) {
  const rows = Array.isArray(value) ? value : types.isMap(value) ? [...value].map(entry) : [];
  if (rows.length === 0 || !rows.every(isPlain)) return null;
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (names.length === 0 || names.length > MOST.columns) return null;
  const head = `<thead><tr>${names.map((name) => `<th>${escaped(name)}</th>`).join("")}</tr></thead>`;
  const body = shown(rows).map((row) => `<tr>${names.map((name) => (row ? cell(row[name]) : "<td>…</td>")).join("")}</tr>`);
  const [one, many] = types.isMap(value) ? ["entry", "entries"] : ["row", "rows"];
  const title = `<caption style="text-align:left">${rows.length} ${rows.length === 1 ? one : many}</caption>`;
  return `<table>${title}${head}<tbody>${body.join("")}</tbody></table>`;
}

/** Records in a Map are columns beside the key. */
const entry = ([key, value]) => (isPlain(value) && !("key" in value) ? { key, ...value } : { key, value });

/** An object of data: no instance of a class, no getters of a module, and with nothing to say about how it looks. */
function isPlain(value) {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return (prototype === null || prototype === Object.prototype) && Object.getOwnPropertySymbols(value).length === 0;
}

/** The first and last rows; null stands for those left out. */
function shown(rows) {
  if (rows.length <= MOST.rows) return rows;
  return [...rows.slice(0, MOST.rows / 2), null, ...rows.slice(-MOST.rows / 2)];
}

function cell(value) {
  if (value === undefined) return "<td></td>";
  if (typeof value === "number" || typeof value === "bigint") return `<td style="text-align:right">${value}</td>`;
  const text = typeof value === "string" ? value : inspect(value, { depth: 1, breakLength: Infinity, maxArrayLength: 10 });
  return `<td style="text-align:left">${escaped(text.length > MOST.text ? `${text.slice(0, MOST.text)}…` : text)}</td>`;
}

const escaped = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

module.exports = { recordsHtml };
