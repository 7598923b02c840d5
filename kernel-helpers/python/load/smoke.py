"""Users of the smoke application: they read notes and write some. Started by Locust."""

from document import read_document
from record import record_into
from curve import follow_curve
from visitor import Page, Visitor

document = read_document("MUNNIN_LOAD")
record_into(document["folder"])
follow_curve(document)


def read(user):
    yield Page("GET", "/")
    for _ in range(user.random.randint(1, 3)):
        yield Page("GET", f"/notes/{user.random.randrange(20)}")


def write(user):
    yield Page("GET", "/")
    yield Page("POST", "/notes", json={"text": "word " * user.random.randint(10, 40)})


class Reader(Visitor):
    document = document
    sessions = {"read": read, "write": write}
    think = (0.1, 0.4)
