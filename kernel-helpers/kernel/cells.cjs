"use strict";
const { inspect } = require("node:util");
const { createCell } = require("./cell.cjs");
const { redirectStreams } = require("./output.cjs");
const { mimeBundle } = require("./display.cjs");
const { interrupted, thrownFailure } = require("./failure.cjs");

/** Milliseconds after which somebody who has interrupted a cell is told why it goes on. */
const PATIENCE = 5000;
const still = "The interrupt was heard, and what the cell has started is being cleaned up. Interrupt again to stop waiting for that.\n";

/** Milliseconds in which the cells that a client has sent together with a failed one arrive. */
const TOGETHER = 50;

/** Where the library finds the cell that runs: `globalThis[Symbol.for("munnin.cell")]` (src/notebook/cell.ts). */
const CELL = Symbol.for("munnin.cell");

/** The cells of a session: one at a time, in the order in which they came; after a failed one, those behind it are aborted. */
function createCells(session, iopub) {
  let [cell, count, tail, telling] = [null, 0, Promise.resolve(), undefined];
  let [received, started, abortedUpTo] = [0, 0, 0];
  redirectStreams((name, text) => (cell ? cell.output.write(name, text) : process._rawDebug(text)));

  async function run(request, reply) {
    const { code, silent = false, store_history = true, stop_on_error = true } = request.content;
    if (++started <= abortedUpTo) return reply("execute_reply", { status: "aborted", execution_count: count });
    const execution_count = silent || !store_history ? count : ++count;
    const my = (cell = globalThis[CELL] = createCell((type, content) => iopub(request, type, content)));
    if (!silent) my.send("execute_input", { code, execution_count });
    const { value, failure } = await settle(my, session.run(code));
    clearTimeout(telling);
    my.output.flush();
    if (failure?.ename === "KeyboardInterrupt") my.abort(); // A loop was ended: what the cell started beside it ends, too.
    if (failure) {
      my.send("error", failure);
      if (stop_on_error) {
        await new Promise((resolve) => setTimeout(resolve, TOGETHER));
        abortedUpTo = received;
      }
      return reply("execute_reply", { status: "error", execution_count, ...failure });
    }
    if (value && !silent) my.send("execute_result", { execution_count, data: value.bundle, metadata: {} });
    reply("execute_reply", { status: "ok", execution_count, payload: [], user_expressions: {} });
  }

  return {
    /** Runs the cell when all before it are done; `around(work)` is called when its turn has come. */
    execute(request, reply, around) {
      received++;
      const turn = tail.then(() => around(() => run(request, reply)));
      tail = turn.catch(() => {});
      return turn;
    },

    /**
     * Aborts the cell's signal. A cell that waits is ended at once; unless the library holds it, because it has something
     * to clean up and will end the cell by itself: then a second interrupt ends it at once.
     */
    interrupt() {
      if (!cell) return;
      const again = cell.signal.aborted;
      cell.abort();
      if (again || !cell.held) session.interrupt(again);
      else telling = setTimeout((mine) => mine.output.write("stderr", still), PATIENCE, cell);
    },

    /** An error that no cell waits for: shown in the newest cell. That something was interrupted is known. */
    stray(error) {
      if (!interrupted(Object(error))) process.stderr.write(`${inspect(error)}\n`);
    },
  };
}

/** A value that fails to show itself is a failure of the cell. */
async function settle(cell, running) {
  const { value, failure } = await running;
  try {
    await cell.displayed();
    return failure || !value ? { failure } : { value: { bundle: await mimeBundle(value.value) } };
  } catch (error) {
    return { failure: failure ?? thrownFailure(error) };
  }
}

module.exports = { createCells };
