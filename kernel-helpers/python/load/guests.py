"""Users who come besides those of the curve, as events of a trial: a flash crowd, a crawler, a bulk export.

They are no part of Locust's own count, which the curve steers, and have numbers of their own: the curve's users do the same with and without them.
"""

import html
import itertools
import re
import time
from urllib.parse import urljoin, urlsplit

import gevent
from begin import wait_for_begin
from gevent.pool import Group
from locust import events
from visitor import Page, Visitor

# Seconds in which guests finish what they are at, as Locust's --stop-timeout.
PATIENCE = 3

LINK = re.compile(r"""(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
NOTHING = re.compile(r"(?!)")


def server_of(place):
    return place.scheme, place.hostname, place.port or 80


def path_of(link, at):
    """The path and query of a link on the page at the address `at`; none where it leads to another server, or nowhere."""
    try:
        place = urlsplit(urljoin(at, html.unescape(link).strip()))
        if server_of(place) != server_of(urlsplit(at)):
            return None
    except ValueError:  # what is written there is no address
        return None
    return f"{place.path or '/'}?{place.query}" if place.query else place.path or "/"


def links_of(response, at):
    """The pages that an answer leads to on its own server, each once, without their fragments; `at` is the address of the answer."""
    if "html" not in (response.headers or {}).get("content-type", ""):
        return []
    paths = (path_of("".join(parts), at) for parts in LINK.findall(response.text or ""))
    return list(dict.fromkeys(path for path in paths if path))


def crawl(user):
    """Opens the pages of `told`, then those that they lead to, and so on: each once, in the order in which they are found."""
    waiting = list(dict.fromkeys(user.told["pages"]))
    known = set(waiting)
    while waiting:
        path = waiting.pop(0)
        response = yield Page("GET", path)
        fresh = [link for link in user.links_of(response, user.base + path) if link not in known]
        known.update(fresh)
        waiting.extend(fresh)


def export(user):
    """Fetches pages in turn until so many bytes have come."""
    for path in itertools.cycle(user.told["pages"]):
        yield Page("GET", path)
        if user.fetched >= user.told["bytes"]:
            return


def kind_of(visitor, told):
    """The class of an event's guests."""
    common = {"told": told, "numbers": itertools.count(told["first"])}
    if told["kind"] == "flash-crowd":
        return type("Crowd", (visitor,), {**common, "leaves": False})
    session = {"crawler": crawl, "export": export}[told["kind"]]
    own = {
        "sessions": {told["kind"]: session},
        "document": {**visitor.document, "behaviours": {told["kind"]: 1}},
        "wait_time": pace_of(told),
        "resource": NOTHING,
        "leaves": True,
        "persists": True,
        "fetched": 0,
        "opened": 0,
        "links_of": staticmethod(getattr(visitor, "links_of", links_of)),
    }
    return type(told["kind"].capitalize(), (visitor,), {**common, **own})


def pace_of(told):
    """What is done before its time waits."""

    def wait_time(self):
        self.opened += 1
        self.fetched += len(self.response.content or b"")
        due = self.opened / told["pagesPerSecond"] if told["kind"] == "crawler" else self.fetched / told["bytesPerSecond"]
        return max(0, self.came + due - time.perf_counter())

    return wait_time


def receive_guests(document):
    """Has the guests come and go at their times."""
    if not document.get("guests"):
        return

    @events.test_start.add_listener
    def start(environment, **_):
        started = time.perf_counter()
        (visitor,) = environment.runner.user_classes
        here = Group()

        def leave(users):
            """Those who are there finish what they are at, for so long."""
            for user in users:
                if not user.greenlet.ready() and user._state != "stopping":
                    user.stop()
            still = [user.greenlet for user in users]
            gevent.joinall(still, timeout=PATIENCE)
            gevent.killall([greenlet for greenlet in still if not greenlet.ready()])

        def visit(told):
            kind, users = kind_of(visitor, told), []
            zero = wait_for_begin(document, started)

            def wait_until(second):
                gevent.sleep(max(0, zero + second - time.perf_counter()))

            wait_until(told["at"])
            try:
                for index in range(told.get("users", 1)):
                    wait_until(told["at"] + index / document["spawnRate"])
                    user = kind(environment)
                    user.came = time.perf_counter()
                    user.start(here)
                    users.append(user)
                    if time.perf_counter() >= zero + told["until"]:
                        break
                while time.perf_counter() < zero + told["until"] and any(not user.greenlet.ready() for user in users):
                    gevent.sleep(min(0.1, max(0, zero + told["until"] - time.perf_counter())))
            finally:
                leave(users)

        visits = [gevent.spawn(visit, told) for told in document["guests"]]

        @events.test_stopping.add_listener
        def stopping(**_):
            """All at once, and while Locust waits for its own."""
            for each in visits:
                each.kill(block=False)

        @events.test_stop.add_listener
        def stopped(**_):
            gevent.joinall(visits)
