"use strict";
const { createOutput } = require("./output.cjs");
const { mimeBundle } = require("./display.cjs");
const { jupyter } = require("./tslab.cjs");

/**
 * One execution of a cell, as the library sees it.
 *
 * @param {(type: string, content: object) => void} publish sends a message on iopub, as this cell's
 */
function createCell(publish) {
  const abort = new AbortController();
  const output = createOutput((name, text) => publish("stream", { name, text }));
  const send = (type, content) => {
    output.flush();
    publish(type, content);
  };
  jupyter.lastWriteDisplayData = (content, update) => send(update ? "update_display_data" : "display_data", content);
  let [holders, shown] = [0, Promise.resolve()];
  return {
    output,
    send,
    abort: () => abort.abort(),
    get held() {
      return holders > 0;
    },
    /** When all that was displayed is sent; rejects when a value failed to show itself. */
    displayed: () => shown,

    // From here on: what the library uses (src/notebook/cell.ts).

    /** Aborted when the user interrupts the cell. */
    signal: abort.signal,

    /** Shows a value now; with an id, it can be replaced later by a call with `update`. */
    display(value, { id, update = false } = {}) {
      const put = (data) =>
        send(update ? "update_display_data" : "display_data", { data, metadata: {}, transient: id ? { display_id: id } : {} });
      const bundle = mimeBundle(value);
      if (typeof bundle.then !== "function") return put(bundle);
      shown = Promise.all([bundle, shown]).then(([data]) => put(data)); // In the order of the calls.
      shown.catch(() => {}); // Reported when the cell ends.
    },

    /** Until the promise settles, an interrupt leaves the cell waiting: the promise ends by itself, after its clean-up. */
    async hold(promise) {
      holders++;
      try {
        return await promise;
      } finally {
        holders--;
      }
    },
  };
}

module.exports = { createCell };
