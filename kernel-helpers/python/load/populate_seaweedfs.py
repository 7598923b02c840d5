"""Makes the bucket and puts the first objects into it, through the S3 gateway. Ends with 0 only when all are there."""

import http.client
import json
import sys
import time
from urllib.parse import urlsplit

from document import bases_of, read_document
from objects import BUCKET, COUNT, archived, key

# The first volumes are made when the first objects come: for some seconds there is nowhere to write to.
PATIENCE = 60


def put(place, path, content=b""):
    connection = http.client.HTTPConnection(place, timeout=20)
    try:
        connection.request("PUT", path, content)
        response = connection.getresponse()
        text = response.read().decode()
    finally:
        connection.close()
    # 409: a bucket that is there already.
    if response.status not in (200, 409):
        raise RuntimeError(f"PUT {path} answered {response.status}: {text[:200]}")


def put_patiently(place, path, content=b""):
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return put(place, path, content)
        except (OSError, RuntimeError, http.client.HTTPException):
            if time.monotonic() > end:
                raise
            time.sleep(0.25)


def main():
    document = read_document("MUNNIN_POPULATE")
    place = urlsplit(bases_of(document["entry"])[0]).netloc
    put_patiently(place, f"/{BUCKET}")
    for index in range(COUNT):
        put_patiently(place, key(index), archived(document["customers"]["seed"], index))
    print(json.dumps({"objects": COUNT}))


try:
    main()
except (OSError, RuntimeError, http.client.HTTPException) as error:
    sys.exit(f"munnin: populate: {error}")
