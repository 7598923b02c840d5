"""Users of the shop: they browse, buy and register. Started by Locust."""

from customers import address, card, customer_of, draw_customer, registration
from document import read_document
from record import record_into
from curve import follow_curve
from visitor import Page, Visitor

document = read_document("MUNNIN_LOAD")
record_into(document["folder"])
follow_curve(document)


def own_customer(user):
    """One of those who are registered; no two users who are there at the same time share one."""
    return customer_of(user.number, document["customers"])


def login(who):
    return Page("GET", "/login", auth=(who.username, who.password))


def look_around(user, least, most):
    """Some pages of the catalogue and some products; ends with one that was looked at."""
    products = (yield Page("GET", "/catalogue")).json()
    for _ in range(user.random.randint(least, most)):
        if user.random.random() < 0.5:
            yield Page("GET", f"/category.html?page={user.random.randint(1, 6)}")
        product = user.random.choice(products)
        yield Page("GET", f"/detail.html?id={product['id']}")
    return product


def browse(user):
    yield Page("GET", "/")
    if user.random.random() < 0.3:
        yield login(own_customer(user))
    yield from look_around(user, 1, 8)


def buy(user):
    yield Page("GET", "/")
    yield login(own_customer(user))
    product = yield from look_around(user, 1, 2)
    add = Page("POST", "/cart", json={"id": product["id"], "quantity": user.random.randint(1, 3)})
    yield Page("DELETE", "/cart", then=(add, Page("GET", "/basket.html")))
    yield Page("POST", "/orders", then=(Page("GET", "/orders"),))


def predecessor(user):
    """A session as the predecessor's users had it (2018): of random length, six of eleven log in, four of eleven buy."""
    mood = user.random.randint(0, 10)
    if mood >= 5:
        yield login(own_customer(user))
    products = (yield Page("GET", "/catalogue")).json()
    for _ in range(user.random.randint(1, 21)):
        product = user.random.choice(products)
        yield Page("GET", "/category.html")
        yield Page("GET", f"/detail.html?id={product['id']}")
    if mood >= 7:
        yield Page("DELETE", "/cart")
        yield Page("POST", "/cart", json={"id": product["id"], "quantity": 1})
        yield Page("GET", "/basket.html")
        yield Page("POST", "/orders")


def register(user):
    who = draw_customer(user.random)
    yield Page("GET", "/")
    created = yield Page("POST", "/register", json=registration(who))
    owner = {"userID": created.json()["id"]}
    yield login(who)
    yield Page("POST", "/cards", json=card(user.random) | owner)
    yield Page("POST", "/addresses", json=address(user.random) | owner)


class Shopper(Visitor):
    document = document
    sessions = {"browse": browse, "buy": buy, "register": register, "predecessor": predecessor}
