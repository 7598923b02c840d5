"""Registers the shop's customers, each with a card and an address, through its public interface. Ends with 0 only when all are there."""

import base64
import http.client
import itertools
import json
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from customers import address, card, customer, registration
from document import bases_of, read_document

WORKERS = 8


def ask(connection, method, path, expected, body=None, headers=None):
    payload = None if body is None else json.dumps(body)
    connection.request(method, path, payload, {"Content-Type": "application/json", **(headers or {})})
    response = connection.getresponse()
    text = response.read().decode()
    if response.status not in expected:
        raise RuntimeError(f"{method} {path} answered {response.status}: {text[:200]}")
    return response.status, text


def create(connection, seed, index):
    """A customer who is there already, from a run that was interrupted, only has to be able to log in."""
    who = customer(seed, index)
    generator = random.Random(f"{seed}/belongings/{index}")
    status, text = ask(connection, "POST", "/register", (200, 409), registration(who))
    if status == 200:
        owner = {"userID": json.loads(text)["id"]}
        ask(connection, "POST", "/cards", (200,), card(generator) | owner)
        ask(connection, "POST", "/addresses", (200,), address(generator) | owner)
    basic = base64.b64encode(f"{who.username}:{who.password}".encode()).decode()
    ask(connection, "GET", "/login", (200,), headers={"Authorization": f"Basic {basic}"})


def main():
    document = read_document("MUNNIN_POPULATE")
    seed, count = document["customers"]["seed"], document["customers"]["count"]
    bases = bases_of(document["entry"])

    def work(worker):
        connection = http.client.HTTPConnection(urlsplit(bases[worker % len(bases)]).netloc, timeout=20)
        try:
            for index in itertools.islice(range(count), worker, None, WORKERS):
                create(connection, seed, index)
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))
    print(json.dumps({"customers": count}))


try:
    main()
except (OSError, RuntimeError, http.client.HTTPException) as error:
    sys.exit(f"munnin: populate: {error}")
