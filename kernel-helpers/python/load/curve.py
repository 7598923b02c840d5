"""The number of users over a trial.

Not a LoadTestShape: Locust 2.47 asks a shape once a second only, which is five steps of a short trial, and handles SIGTERM only
after the shape has ended, so that it would die with its files unwritten.
"""

import time

import gevent
from begin import PATIENCE, wait_for_begin
from guests import receive_guests
from locust import events


def follow_curve(document):
    """Changes the number of users at each step of the trial; Locust itself starts with the first step's, who are the warm-up's, too."""
    receive_guests(document)
    if document.get("arrivals"):
        from arrivals import follow_arrivals  # which imports this file

        follow_arrivals(document)
        return
    steps, seconds = document["steps"], document["seconds"]

    @events.test_start.add_listener
    def start(environment, **_):
        started = time.perf_counter()
        runner = environment.runner

        def follow():
            zero = wait_for_begin(document, started)

            def wait_until(second):
                gevent.sleep(max(0, zero + second - time.perf_counter()))

            for index, (before, users) in enumerate(zip(steps, steps[1:]), start=1):
                wait_until(index * seconds / len(steps))
                if users != before:
                    runner.start(users, document["spawnRate"])
            wait_until(seconds + PATIENCE)
            runner.quit()

        until_quitting(follow)


def until_quitting(follow):
    """Nobody comes any more once Locust is told to end: users who are there then finish what they are at."""
    greenlet = gevent.spawn(follow)
    events.quitting.add_listener(lambda **_: greenlet.kill(block=False) if greenlet is not gevent.getcurrent() else None)
