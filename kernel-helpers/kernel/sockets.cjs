"use strict";
const path = require("node:path");
const { answer, parse } = require("./wire.cjs");

const zmq = require(require.resolve("zeromq", { paths: [path.dirname(require.resolve("tslab/package.json"))] }));

/**
 * Binds the five sockets of a kernel. Reading starts with `serve`, when all are bound: zeromq.js refuses to read a socket
 * that is being bound ("Socket is blocked by a bind or unbind operation"), and a request that came early would be lost.
 *
 * Each socket has an unlimited queue and no time limit for sending. With zeromq's defaults, a message that does not fit
 * into 1000 waiting ones is refused while another is being sent, and a cell that prints in a loop loses output.
 *
 * @param {{ key: string, ip: string, transport: string, [port: string]: any }} connection contents of the connection file
 * @param {(what: string, error: unknown) => void} complain
 */
async function openSockets(connection, complain) {
  const sockets = {
    iopub: new zmq.Publisher(),
    stdin: new zmq.Router(),
    hb: new zmq.Reply(),
    control: new zmq.Router(),
    shell: new zmq.Router(),
  };
  for (const [name, socket] of Object.entries(sockets)) {
    Object.assign(socket, { sendHighWaterMark: 0, sendTimeout: 0, linger: 1000 });
    await socket.bind(`${connection.transport}://${connection.ip}:${connection[`${name}_port`]}`);
  }
  const send = (socket, frames) => socket.send(frames).catch((error) => complain("cannot send", error));

  async function read(socket, name, handle) {
    for await (const frames of socket) {
      try {
        const request = parse(connection.key, frames);
        const reply = (type, content) => send(socket, answer(connection.key, request, type, content));
        Promise.resolve(handle(request, reply, name)).catch((error) => complain(request.header.msg_type, error));
      } catch (error) {
        complain("bad message", error);
      }
    }
  }

  return {
    /** Publishes a message to all clients, as a consequence of `request`. */
    iopub: (request, type, content) => send(sockets.iopub, answer(connection.key, request, type, content, [type])),
    /** Starts to read requests; `handle(request, reply, channel)` is called for each. */
    serve(handle) {
      for (const name of ["shell", "control"]) read(sockets[name], name, handle).catch((error) => complain(`${name} has failed`, error));
      const beat = async () => {
        for await (const frames of sockets.hb) await sockets.hb.send(frames);
      };
      beat().catch((error) => complain("the heart beat has failed", error));
    },
  };
}

module.exports = { openSockets };
