"""When the trial begins: a set time after the users, or when the coordinator says so, who waits until rates are stationary."""

import json
import os
import time

import gevent

# Seconds after the trial for which the last users stay, when nobody tells Locust to end; and after the longest warm-up, when nobody tells of its end.
PATIENCE = 30


def wait_for_begin(document, started):
    """The trial's second 0 on the clock of `time.perf_counter`, which showed `started` when the users began. Waits until it is known."""
    longest = started + document["warmup"]
    if not document.get("begin"):
        return longest
    while time.perf_counter() < longest + PATIENCE:
        if os.path.exists(document["begin"]):
            with open(document["begin"]) as file:
                return time.perf_counter() + json.load(file)["time"] - time.time()
        gevent.sleep(0.1)
    return time.perf_counter()
