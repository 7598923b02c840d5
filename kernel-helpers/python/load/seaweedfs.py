"""Users of SeaweedFS: they upload, download and list objects through its S3 gateway. Started by Locust."""

import re

from document import read_document
from objects import BUCKET, COUNT, body, key
from record import record_into
from curve import follow_curve
from visitor import Page, Visitor

document = read_document("MUNNIN_LOAD")
record_into(document["folder"])
follow_curve(document)

KEY = re.compile(r"<Key>([^<]+)</Key>")


def upload(user):
    for _ in range(user.random.randint(1, 3)):
        yield Page("PUT", f"/{BUCKET}/inbox/{user.number}-{user.random.randrange(10**9)}", data=body(user.random))


def download(user):
    for _ in range(user.random.randint(1, 6)):
        yield Page("GET", key(user.random.randrange(COUNT)))


def browse(user):
    """A page of a list, and two of what it names."""
    folder = user.random.choice(("archive", "inbox"))
    found = KEY.findall((yield Page("GET", f"/{BUCKET}?list-type=2&max-keys=50&prefix={folder}/")).text)
    for _ in range(min(2, len(found))):
        yield Page("GET", f"/{BUCKET}/{user.random.choice(found)}")


class Client(Visitor):
    document = document
    sessions = {"upload": upload, "download": download, "list": browse}
    think = (0.2, 1.0)

    @staticmethod
    def links_of(response, _):
        """What a crawler finds in a list."""
        return [f"/{BUCKET}/{name}" for name in KEY.findall(response.text or "")] if b"<ListBucketResult" in (response.content or b"") else []

    def name_of(self, path):
        place = path.split("?")[0]
        return re.sub(r"/[^/]+$", "/[key]", place) if place.count("/") > 1 else place
