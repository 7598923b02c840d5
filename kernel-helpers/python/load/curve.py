"""The number of users over a trial.

Not a LoadTestShape: Locust 2.47 asks a shape once a second only, which is five steps of a short trial, and handles SIGTERM only
after the shape has ended, so that it would die with its files unwritten.
"""

import time

import gevent
from locust import events

# Seconds after the trial for which the last users stay, when nobody tells Locust to end.
PATIENCE = 30


def follow_curve(document):
    """Changes the number of users at each step of the trial; Locust itself starts with the first step's, who are the warm-up's, too."""
    steps, seconds = document["steps"], document["seconds"]

    @events.test_start.add_listener
    def start(environment, **_):
        zero = time.perf_counter() + document["warmup"]
        runner = environment.runner

        def wait_until(second):
            gevent.sleep(max(0, zero + second - time.perf_counter()))

        def follow():
            for index, (before, users) in enumerate(zip(steps, steps[1:]), start=1):
                wait_until(index * seconds / len(steps))
                if users != before:
                    runner.start(users, document["spawnRate"])
            wait_until(seconds + PATIENCE)
            runner.quit()

        gevent.spawn(follow)
