"""What this process is told: one JSON document in an environment variable (the types are in src/load/document.ts)."""

import json
import os
import socket
import sys


def read_document(variable):
    if variable not in os.environ:
        sys.exit(f"munnin: {variable} is missing; this file is started by a run")
    return json.loads(os.environ[variable])


def bases_of(entry):
    """Where the application can be reached: one base URL for each address of its entry."""
    found = socket.getaddrinfo(entry["host"], entry["port"], socket.AF_INET, socket.SOCK_STREAM)
    return [f"http://{address}:{port}" for address, port in sorted({place for *_, place in found})]
