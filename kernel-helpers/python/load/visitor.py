"""A user of a web application: goes through sessions, page after page, and thinks in between.

A session is a generator that yields pages and is sent their responses. Locust sees one page as one task, so that a user who is
told to stop finishes the page and leaves. All that a user draws comes from a generator of its own, seeded by the user's number:
what a user does is the same in every run; only when, and among whom, differs.
"""

import itertools
import random
import re
import time
from dataclasses import dataclass

import record
from document import bases_of
from gevent import GreenletExit
from locust import FastHttpUser, task
from locust.exception import StopUser
from thought import draw_thought

RESOURCE = re.compile(r'(?:src|href)="(/(?:css|js|catalogue/images)/[^"]+)"')
PICTURE = re.compile(r"/images/[^/]+$")
# Pictures that are in view when a page opens; browsers fetch the others when one scrolls to them.
PICTURES_IN_VIEW = 3


@dataclass(frozen=True)
class Page:
    method: str
    path: str
    json: object = None
    # The body itself, or the fields of a form.
    data: object = None
    auth: tuple = None
    # Fetched at once after it, as scripts of a page do.
    then: tuple = ()


class Visitor(FastHttpUser):
    abstract = True
    # Set by the file that Locust loads: what it is told, and the sessions by their names.
    document = None
    sessions = {}
    # What a page needs besides, and a browser fetches with it: paths in its text.
    resource = RESOURCE
    # Seconds of thought between two pages, drawn evenly.
    think = (1, 3)

    # Whether one session is all, and whether an answer that is an error does not end it.
    leaves = False
    persists = False
    numbers = itertools.count(1)
    bases = None
    connection_timeout = 10
    network_timeout = 20

    def __init__(self, environment):
        Visitor.bases = Visitor.bases or bases_of(self.document["entry"])
        self.host = self.bases[0]
        super().__init__(environment)
        self.number = next(self.numbers)
        self.random = random.Random(f"{self.document['seed']}/{self.number}")
        self.turns = itertools.count(self.number)
        self.session = None

    def context(self):
        return {"user": self.number}

    def wait_time(self):
        think = self.document.get("think")
        return draw_thought(self.random, think) if think else self.random.uniform(*self.think)

    @task
    def next_page(self):
        try:
            page = self.session.send(self.response) if self.session else self.begin()
        except StopIteration:
            self.leave()
            page = self.begin()
        self.response = self.open(page)
        if (self.response.status_code >= 400 or self.response.status_code == 0) and not self.persists:
            self.session = None  # the visitor gives up
            self.leave()

    def leave(self):
        """One who came by itself goes after the session; the others begin another."""
        if self.leaves:
            raise StopUser

    def begin(self):
        """A new visit: another of the application's addresses, no cookies, nothing in the browser's cache."""
        weights = self.document["behaviours"]
        name = self.random.choices(list(weights), list(weights.values()))[0]
        self.base = self.bases[next(self.turns) % len(self.bases)]
        self.client.cookiejar.clear()
        self.cache = set()
        self.session = None  # until the first page is known
        session = self.sessions[name](self)
        page = next(session)
        self.session = session
        return page

    def open(self, page):
        response = self.fetch(page.method, page.path, json=page.json, data=page.data, auth=page.auth)
        if "text/html" in (response.headers or {}).get("content-type", ""):
            resources = list(dict.fromkeys(self.resource.findall(response.text)))
            pictures = [path for path in resources if PICTURE.search(path)]
            for path in [path for path in resources if path not in pictures[PICTURES_IN_VIEW:] and path not in self.cache]:
                self.cache.add(path)
                self.fetch("GET", path)
        for following in page.then:
            response = self.open(following)
        return response

    def name_of(self, path):
        """What requests are counted together."""
        return PICTURE.sub("/images/[file]", path.split("?")[0])

    def fetch(self, method, path, **options):
        name = self.name_of(path)
        begun = time.time()
        try:
            return self.client.request(method, self.base + path, name=name, **options)
        except GreenletExit:  # the load has ended
            record.unanswered(begun, self.number, method, name, path)
            raise
