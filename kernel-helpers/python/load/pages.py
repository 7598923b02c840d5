"""Users of an application that its configuration describes: they open the pages of a session, one after the other. Started by Locust."""

import json
import re

from document import read_document
from record import record_into
from curve import follow_curve
from visitor import Page, Visitor

document = read_document("MUNNIN_LOAD")
record_into(document["folder"])
follow_curve(document)

# A number to be drawn: [1-20].
DRAWN = re.compile(r"\[(\d+)-(\d+)\]")


def session_of(pages):
    """A session that opens these pages: `GET /items/[1-20]`, `POST /items {"text":"hello"}`."""

    def session(user):
        for page in pages:
            drawn = DRAWN.sub(lambda match: str(user.random.randint(int(match[1]), int(match[2]))), page)
            method, path, *body = drawn.split(" ", 2)
            yield Page(method, path, json=json.loads(body[0]) if body else None)

    return session


class Someone(Visitor):
    document = document
    sessions = {behaviour: session_of(pages) for behaviour, pages in document["pages"].items()}
