"use strict";

/**
 * Ends the kernel when the process that started it is gone. A server that was killed cannot send a shutdown request, and
 * a kernel whose sockets nobody will ever use again would stay for ever.
 *
 * @param {() => number} parent tells the present parent's process id
 * @param {number} everyMilliseconds how often to look
 */
function followParent(parent = () => process.ppid, everyMilliseconds = 2000) {
  const first = parent();
  setInterval(() => {
    if (parent() !== first) process.exit(0);
  }, everyMilliseconds).unref();
}

module.exports = { followParent };
