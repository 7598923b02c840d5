/**
 * Jupyter's messages as they travel: frames [identity…, "<IDS|MSG>", HMAC, header, parent, metadata, content, buffers…].
 *
 * @see https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol
 *
 * @typedef {{ msg_id: string, msg_type: string, session: string, username: string, date: string, version: string }} Header
 * @typedef {{ identities: Buffer[], header: Header, content: any }} Request
 */
"use strict";
const { createHmac, randomUUID, timingSafeEqual } = require("node:crypto");

const DELIMITER = Buffer.from("<IDS|MSG>");

/** HMAC-SHA256 in hexadecimal; empty when the connection has no key, which means "unsigned". */
function sign(key, frames) {
  if (!key) return "";
  const hmac = createHmac("sha256", key);
  for (const frame of frames) hmac.update(frame);
  return hmac.digest("hex");
}

/**
 * @param {string} key @param {Buffer[]} frames
 * @returns {Request}
 * @throws when the delimiter is missing or the signature is wrong
 */
function parse(key, frames) {
  const at = frames.findIndex((frame) => frame.equals(DELIMITER));
  if (at < 0 || frames.length < at + 6) throw new Error("a message without delimiter or too short");
  const body = frames.slice(at + 2, at + 6);
  const [given, due] = [frames[at + 1], Buffer.from(sign(key, frames.slice(at + 2)))];
  if (key && (given.length !== due.length || !timingSafeEqual(given, due))) throw new Error("a message with a wrong signature");
  const [header, , , content] = body.map((frame) => JSON.parse(frame.toString("utf8")));
  return { identities: frames.slice(0, at), header, content };
}

/**
 * Frames of a message that answers `request`. On iopub the topic stands where the identities do.
 *
 * @param {string} key @param {Request} request @param {string} type @param {object} content @param {(Buffer | string)[]} [to]
 */
function answer(key, request, type, content, to = request.identities) {
  const { session, username } = request.header;
  const header = { msg_id: randomUUID(), msg_type: type, session, username, date: new Date().toISOString(), version: "5.3" };
  const body = [header, request.header, {}, content].map((part) => JSON.stringify(part));
  return [...to, DELIMITER, sign(key, body), ...body];
}

module.exports = { parse, answer };
