"""Users of HotROD: they look at the page and order rides. Started by Locust."""

from document import read_document
from record import record_into
from curve import follow_curve
from visitor import Page, Visitor

document = read_document("MUNNIN_LOAD")
record_into(document["folder"])
follow_curve(document)

# The four customers that HotROD has.
CUSTOMERS = (123, 392, 731, 567)


def order(user):
    return Page("GET", f"/dispatch?customer={user.random.choice(CUSTOMERS)}&nonse={user.random.random()}")


def ride(user):
    yield Page("GET", "/")
    for _ in range(user.random.randint(1, 4)):
        yield order(user)


def look(user):
    yield Page("GET", "/")
    yield Page("GET", "/config")


class Rider(Visitor):
    document = document
    sessions = {"ride": ride, "look": look}
    think = (0.2, 1.0)

    def fetch(self, method, path, **options):
        """A ride that HotROD refuses is none of Munnin's failures: it lets every fifth look-up of a driver fail on purpose."""
        with super().fetch(method, path, catch_response=True, **options) as response:
            if response.status_code == 500 and path.startswith("/dispatch"):
                response.success()
        return response
