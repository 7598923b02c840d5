"""Objects that are in the store before the first trial; whoever knows the seed knows them."""

import random

BUCKET = "lab"
COUNT = 60


def key(index):
    return f"/{BUCKET}/archive/{index:03}"


def body(generator):
    """Many small objects and few large ones: half are below 16 kB, none is above 500 kB."""
    return generator.randbytes(min(500_000, int(generator.lognormvariate(9.7, 1.2)) + 1))


def archived(seed, index):
    return body(random.Random(f"{seed}/object/{index}"))
