"use strict";
const { isCompleteCode, printQuickInfo, ts } = require("./tslab.cjs");

/** Jupyter counts a cursor in code points, TypeScript in UTF-16 units. */
const toUnits = (code, points) => [...code].slice(0, points).join("").length;
const toPoints = (code, units) => [...code.slice(0, units)].length;

/**
 * Answers to everything that runs no code: request type to a function of the request's content, which returns the
 * reply's content, or null where there is no reply. The second argument publishes on iopub.
 */
function createMessages(session, cells) {
  return {
    kernel_info_request: () => ({
      status: "ok",
      protocol_version: "5.3",
      implementation: "munnin",
      implementation_version: require("../package.json").version,
      banner: `Munnin: TypeScript ${ts.version} on node ${process.version}`,
      language_info: {
        name: "typescript",
        version: ts.version,
        mimetype: "text/typescript",
        file_extension: ".ts",
        codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
      },
    }),

    is_complete_request({ code }) {
      const { completed, indent } = isCompleteCode(code);
      return completed ? { status: "complete" } : { status: "incomplete", indent };
    },

    inspect_request({ code, cursor_pos }) {
      const info = session.inspect(code, toUnits(code, cursor_pos));
      return { status: "ok", found: Boolean(info), data: info ? { "text/plain": printQuickInfo(info) } : {}, metadata: {} };
    },

    complete_request({ code, cursor_pos }) {
      const { start, end, candidates } = session.complete(code, toUnits(code, cursor_pos));
      return { status: "ok", matches: candidates, cursor_start: toPoints(code, start), cursor_end: toPoints(code, end), metadata: {} };
    },

    interrupt_request() {
      cells.interrupt();
      return { status: "ok" };
    },

    // There are no comms (widgets), no history on disk and no debugger here; saying so keeps clients from waiting.
    comm_info_request: () => ({ status: "ok", comms: {} }),
    comm_open({ comm_id }, publish) {
      publish("comm_close", { comm_id, data: {} });
      return null;
    },
    comm_msg: () => null,
    comm_close: () => null,
    history_request: () => ({ status: "ok", history: [] }),
    debug_request: ({ seq, command }) => ({
      type: "response",
      request_seq: seq,
      success: false,
      command,
      message: "munnin has no debugger",
    }),
  };
}

module.exports = { createMessages };
