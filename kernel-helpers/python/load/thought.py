"""How long somebody thinks between two pages."""

import math


def draw_thought(generator, think):
    """Seconds, by the distribution of `load.think`."""
    mean, kind = think["mean"], think["distribution"]
    if kind == "uniform":
        seconds = generator.uniform(mean / 2, mean * 1.5)
    elif kind == "lognormal":
        seconds = generator.lognormvariate(math.log(mean) - think["sigma"] ** 2 / 2, think["sigma"])
    else:
        seconds = mean * (think["shape"] - 1) / think["shape"] * generator.paretovariate(think["shape"])
    return min(seconds, think["atMost"])
