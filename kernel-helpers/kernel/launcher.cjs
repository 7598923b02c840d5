/**
 * The Jupyter kernel "munnin": tslab's compiler and executor behind a Jupyter server of our own, which loses no output,
 * reports errors as errors, gives each cell an AbortSignal and shows values richly.
 *
 *     node launcher.cjs CONNECTION_FILE
 */
"use strict";
const { readFileSync } = require("node:fs");
const { followParent } = require("./orphan.cjs");
const { resolveFromAnywhere } = require("./imports.cjs");
const { openSockets } = require("./sockets.cjs");
const { createSession } = require("./session.cjs");
const { createCells } = require("./cells.cjs");
const { createMessages } = require("./messages.cjs");
const { createHandler } = require("./handler.cjs");

/** Written around the redirected streams: a complaint of the kernel itself is not output of a cell. */
const complain = (what, error) => process._rawDebug(`munnin kernel: ${what}:`, error);

async function main(connectionFile) {
  const connection = JSON.parse(readFileSync(connectionFile, "utf8"));
  followParent();
  resolveFromAnywhere();
  const session = createSession();
  const sockets = await openSockets(connection, complain);
  const cells = createCells(session, sockets.iopub);
  process.on("SIGINT", cells.interrupt); // Before any cell runs: a handler added in a running cell would lose to vm's own.
  process.on("uncaughtException", cells.stray);
  process.on("unhandledRejection", cells.stray);
  sockets.serve(createHandler(sockets, cells, createMessages(session, cells)));
}

const connectionFile = process.argv[2];
if (!connectionFile) {
  console.error("usage: node launcher.cjs CONNECTION_FILE");
  process.exit(2);
}
main(connectionFile).catch((error) => {
  complain("cannot start", error);
  process.exit(1);
});
