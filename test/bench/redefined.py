"""A metric that is defined again and again in a cell of a running kernel: milliseconds from the question to the figure, by the clock."""

import json
import subprocess
import sys
import time

from jupyter_client.manager import start_new_kernel

question = json.load(sys.stdin)
# The kernel must not share our stdout, which has the answer.
_, client = start_new_kernel(kernel_name="munnin", startup_timeout=60, stdout=subprocess.DEVNULL)


def milliseconds(code, wanted):
    """Until there is a message of the wanted type; what comes after it is waited for, and does not count."""
    begun = time.perf_counter()
    execution = client.execute(code)
    found = None
    while True:
        message = client.get_iopub_msg(timeout=120)
        if message["parent_header"].get("msg_id") != execution:
            continue
        kind, content = message["msg_type"], message["content"]
        if kind == "error":
            raise RuntimeError("\n".join(content["traceback"]))
        if kind == wanted and found is None:
            found = (time.perf_counter() - begun) * 1000
            if wanted != "status" and "application/vnd.plotly.v1+json" not in content["data"]:
                raise RuntimeError(f"no figure, but {list(content['data'])}")
        if kind == "status" and content["execution_state"] == "idle":
            break
    if found is None:
        raise RuntimeError(f"no {wanted} came of: {code}")
    return found


try:
    milliseconds(question["before"], "status")
    print(json.dumps([milliseconds(code, question["wanted"]) for code in question["cells"]]))
finally:
    client.shutdown()
