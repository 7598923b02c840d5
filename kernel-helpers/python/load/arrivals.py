"""Visitors who come by themselves, at times drawn from a Poisson process, and leave after one session."""

import itertools
import math
import random
import time

import gevent
from begin import PATIENCE, wait_for_begin
from curve import until_quitting
from locust import events
from visitor import Visitor

# Those who come before the trial are numbered from here, so that the trial's are the same however long the warm-up lasts.
FIRST_OF_WARMUP = 1_000_001


def arrival_times(generator, rates, seconds):
    """Seconds from the start at which somebody comes: `rates` per second in equal steps of `seconds`, the last one for ever."""
    step, now = seconds / len(rates), 0.0
    waiting = generator.expovariate(1)
    for index in itertools.count():
        if index >= len(rates) and rates[-1] == 0:
            return
        rate = rates[min(index, len(rates) - 1)]
        end = (index + 1) * step
        while rate > 0 and now + waiting / rate < end:
            now += waiting / rate
            yield now
            waiting = generator.expovariate(1)
        waiting -= (end - now) * rate
        now = end


def follow_arrivals(document):
    """Has visitors come, in the warm-up as often as in the first step. Who finds the place full is turned away, and told in the log."""
    seed, rates, seconds = document["seed"], document["arrivals"], document["seconds"]

    @events.test_start.add_listener
    def start(environment, **_):
        started = time.perf_counter()
        runner = environment.runner
        (visitor,) = runner.user_classes
        visitor.leaves = True
        turned_away = {"warm-up": 0, "trial": 0}

        def come(times, before, zero, part):
            for second in times:
                if second >= before:
                    break
                gevent.sleep(max(0, zero + second - time.perf_counter()))
                if runner.user_count < max(document["steps"]):
                    runner.spawn_users({visitor.__name__: 1})
                else:
                    next(Visitor.numbers)
                    turned_away[part] += 1

        # Whoever ends the load ends those who wait for the next visitor, too.
        @events.quitting.add_listener
        def tell(**_):
            if any(turned_away.values()):
                counts = " and ".join(f"{count} visitors in the {part}" for part, count in turned_away.items())
                print(f"turned away: {counts}, of more than {max(document['steps'])} at once", flush=True)

        def follow():
            Visitor.numbers = itertools.count(FIRST_OF_WARMUP)
            early = gevent.spawn(come, arrival_times(random.Random(f"{seed}/arrivals/warmup"), rates[:1], 1), math.inf, started, "warm-up")
            try:
                zero = wait_for_begin(document, started)
                gevent.sleep(max(0, zero - time.perf_counter()))
            finally:
                early.kill()
            Visitor.numbers = itertools.count(1)
            come(arrival_times(random.Random(f"{seed}/arrivals"), rates, seconds), seconds + PATIENCE, zero, "trial")
            gevent.sleep(max(0, zero + seconds + PATIENCE - time.perf_counter()))
            runner.quit()

        until_quitting(follow)
