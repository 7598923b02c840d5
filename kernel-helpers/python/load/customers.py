"""Customers that are registered before the first trial; whoever knows the seed knows them."""

import random
import string
from dataclasses import dataclass


@dataclass(frozen=True)
class Customer:
    username: str
    password: str
    first: str
    last: str
    email: str


def draw_customer(generator):
    name = "".join(generator.choices(string.ascii_lowercase, k=10))
    password = "".join(generator.choices(string.ascii_letters + string.digits, k=14))
    return Customer(name, password, name.capitalize(), name[::-1].capitalize(), f"{name}@example.org")


def customer(seed, index):
    return draw_customer(random.Random(f"{seed}/customer/{index}"))


def customer_of(number, known):
    """The customer whom user `number` is: no two users who are there at the same time are the same, as long as there are enough."""
    index = known["count"]
    for first, customers in known.get("crowds", []):
        index -= customers
        if first <= number < first + 1_000_000:
            return customer(known["seed"], index + (number - first) % customers)
    return customer(known["seed"], number % index)


def registration(who):
    """The body of POST /register."""
    return {"username": who.username, "password": who.password, "firstName": who.first, "lastName": who.last, "email": who.email}


def card(generator):
    number = "4" + "".join(generator.choices(string.digits, k=15))
    return {"longNum": number, "expires": f"{generator.randint(1, 12):02}/{generator.randint(27, 32)}", "ccv": f"{generator.randrange(1000):03}"}


def address(generator):
    return {
        "street": generator.choice(["Whitelees Road", "Harbour Street", "Mill Lane", "Station Road"]),
        "number": str(generator.randint(1, 300)),
        "country": "United Kingdom",
        "city": generator.choice(["Glasgow", "Leith", "Oban", "Perth"]),
        "postcode": f"G{generator.randint(10, 79)} {generator.randint(1, 9)}DL",
    }
