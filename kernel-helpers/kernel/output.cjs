"use strict";

const LARGEST = 1024 * 1024; // characters of one message: JupyterLab draws an output anew with each
const LONGEST = 50; // milliseconds that text may wait

/**
 * Collects what is written to stdout and stderr into few messages: 100,000 lines are ten messages, not 100,000. The order of the
 * two streams is kept. `flush` is called before any other message, so that outputs appear in the order of their making.
 *
 * @param {(name: "stdout" | "stderr", text: string) => void} send
 */
function createOutput(send) {
  let [name, text, since, timer] = ["stdout", "", 0, undefined];

  function flush() {
    clearTimeout(timer);
    timer = undefined;
    const [to, what] = [name, text];
    text = "";
    if (what) send(to, what);
  }

  function write(to, chunk) {
    if (to !== name) flush();
    name = to;
    if (!text) since = performance.now();
    text += chunk;
    // A loop that prints without a pause never lets a timer fire: look at the clock here as well.
    if (text.length > LARGEST || performance.now() - since > LONGEST) flush();
    else timer ??= setTimeout(flush, LONGEST);
  }

  return { write, flush };
}

/**
 * Replaces `process.stdout.write` and `process.stderr.write`.
 *
 * @param {(name: "stdout" | "stderr", text: string) => void} write
 */
function redirectStreams(write) {
  for (const name of ["stdout", "stderr"]) {
    const decoder = new TextDecoder();
    process[name].write = (chunk, encoding, callback) => {
      write(name, typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }));
      const done = typeof encoding === "function" ? encoding : callback;
      if (typeof done === "function") process.nextTick(done);
      return true;
    };
  }
}

module.exports = { createOutput, redirectStreams };
