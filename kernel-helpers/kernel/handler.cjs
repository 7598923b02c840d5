"use strict";

/**
 * What happens with each request: cells go into a queue, everything else is answered at once, and every request is
 * wrapped in `busy` and `idle`, which is how a client knows that it has seen all output.
 */
function createHandler({ iopub }, cells, messages) {
  return (request, reply) => {
    const type = request.header.msg_type;
    const around = (work) => busy(request, work);
    if (type === "execute_request") return cells.execute(request, reply, around);
    if (type === "shutdown_request") return around(() => shutdown(request, reply));
    return around(() => {
      if (!Object.hasOwn(messages, type)) return;
      const content = messages[type](request.content, (kind, what) => iopub(request, kind, what));
      if (content) reply(type.replace(/_request$/, "_reply"), content);
    });
  };

  async function busy(request, work) {
    iopub(request, "status", { execution_state: "busy" });
    try {
      await work();
    } finally {
      iopub(request, "status", { execution_state: "idle" });
    }
  }

  /** Ends the process whatever a cell still does: a restart must not wait for it. What runs detached, runs on. */
  function shutdown(request, reply) {
    reply("shutdown_reply", { status: "ok", restart: Boolean(request.content.restart) });
    setTimeout(() => process.exit(0), 100); // Time for zeromq's thread to send what is queued.
  }
}

module.exports = { createHandler };
