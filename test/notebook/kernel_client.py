"""Drives a kernel through jupyter_client, the library that JupyterLab and nbconvert use.

One JSON command a line on stdin, one JSON answer a line on stdout. The kernel ends with this process.
"""

import json
import subprocess
import sys
import time

from jupyter_client.manager import KernelManager

manager = KernelManager(kernel_name="munnin")
client = None


def connect():
    global client
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)


def start(cwd):
    # The kernel must not share our stdout: node makes it non-blocking, and a long answer would be cut.
    manager.start_kernel(cwd=cwd, stdout=subprocess.DEVNULL)
    connect()


def send(code, options=None):
    return client.execute(code, **(options or {}))


def collect(id, timeout=60):
    """Waits for everything that belongs to one execution: all iopub messages up to idle, and the reply."""
    messages, reply = [], None
    while not messages or messages[-1]["content"].get("execution_state") != "idle":
        message = client.get_iopub_msg(timeout=timeout)
        if message["parent_header"].get("msg_id") == id:
            messages.append({"type": message["msg_type"], "content": message["content"]})
    while reply is None:
        message = client.get_shell_msg(timeout=timeout)
        if message["parent_header"].get("msg_id") == id:
            reply = message["content"]
    return {"reply": reply, "messages": messages}


def request(channel, type, content, timeout=10):
    target = {"shell": client.shell_channel, "control": client.control_channel}[channel]
    message = client.session.msg(type, content)
    target.send(message)
    deadline = time.time() + timeout
    while time.time() < deadline:
        reply = target.get_msg(timeout=timeout)
        if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
            return {"type": reply["msg_type"], "content": reply["content"]}
    raise TimeoutError(type)


def restart():
    """As JupyterLab's restart button does it: an interrupt, then a shutdown request, then a new process."""
    begun = time.time()
    client.stop_channels()
    manager.restart_kernel()
    connect()
    return time.time() - begun


def shutdown():
    begun = time.time()
    client.stop_channels()
    manager.shutdown_kernel()
    return time.time() - begun


commands = {
    "start": start,
    "send": send,
    "collect": collect,
    "request": request,
    "interrupt": lambda: manager.interrupt_kernel(),
    "restart": restart,
    "shutdown": shutdown,
    "pid": lambda: manager.provisioner.pid,
}

for line in sys.stdin:
    command = json.loads(line)
    try:
        answer = {"ok": commands[command.pop("do")](**command)}
    except Exception as error:  # the test is told, and fails
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer, default=str), flush=True)
if manager.has_kernel:
    manager.shutdown_kernel(now=True)
