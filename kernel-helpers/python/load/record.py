"""What really happened: the time zero, and a line of JSON for every request.

Locust's own CSV lags behind by up to one interval; its `--json-file` and these lines agree exactly.
"""

import json
import os
import time
import traceback
from urllib.parse import urlsplit

from locust import events


_lines = None


def unanswered(begun, user, method, name, path):
    """A request that was under way when the load was told to end, and had no answer in the time that it was given."""
    line = {"time": round(begun, 6), "user": user, "method": method, "name": name, "path": path, "status": 0}
    rest = {"ms": round((time.time() - begun) * 1000, 3), "bytes": 0, "failure": "under way when the load ended", "answered": False}
    _lines.write(json.dumps(line | rest) + "\n")


def record_into(folder):
    """Writes `started.json` when the test starts, and `requests.jsonl` until Locust quits."""
    os.makedirs(folder, exist_ok=True)
    global _lines
    lines = _lines = open(os.path.join(folder, "requests.jsonl"), "w", buffering=1 << 16)

    @events.test_start.add_listener
    def started(**_):
        path = os.path.join(folder, "started.json")
        with open(path + ".part", "w") as file:
            json.dump({"time": round(time.time(), 6)}, file)
        os.replace(path + ".part", path)

    @events.request.add_listener
    def requested(request_type, name, response_time, response_length, exception, context, start_time, url, response=None, **_):
        place = urlsplit(url)
        line = {
            "time": round(start_time, 6),
            "user": context["user"],
            "method": request_type,
            "name": name,
            "path": f"{place.path}?{place.query}" if place.query else place.path,
            "status": getattr(response, "status_code", 0) or 0,
            "ms": round(response_time, 3),
            "bytes": response_length,
            "failure": repr(exception) if exception else None,
        }
        lines.write(json.dumps(line) + "\n")

    @events.user_error.add_listener
    def stumbled(user_instance, exception, tb, **_):
        """What a user's session ends with by mistake is a failure, though no request may have failed."""
        user = getattr(user_instance, "user", user_instance)  # Locust gives the set of tasks
        frames = traceback.extract_tb(tb)
        own = [frame for frame in frames if os.path.dirname(frame.filename) == os.path.dirname(__file__)] or frames
        where = f" in {os.path.basename(own[-1].filename)}, line {own[-1].lineno}" if own else ""
        line = {
            "time": round(time.time(), 6),
            "user": user.context()["user"],
            "method": "TASK",
            "name": type(exception).__name__,
            "path": "",
            "status": 0,
            "ms": 0,
            "bytes": 0,
            "failure": repr(exception) + where,
        }
        lines.write(json.dumps(line) + "\n")

    # Requests still arrive after test_stop, when users finish what they were at.
    @events.quitting.add_listener
    def quitting(**_):
        lines.flush()

    @events.quit.add_listener
    def quit(**_):
        lines.close()
