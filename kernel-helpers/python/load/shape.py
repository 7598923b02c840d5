"""The number of users over a trial."""

import time

from locust import LoadTestShape

# Seconds after the trial for which the last users stay, when nobody tells Locust to end.
PATIENCE = 30


def follow_curve(document):
    """A shape class: the first step during the warm-up, then one after the other, then the last until the end."""
    steps, warmup, seconds = document["steps"], document["warmup"], document["seconds"]

    class Curve(LoadTestShape):
        use_common_options = False

        def tick(self):
            zero = getattr(self.runner.environment, "zero", None)
            passed = 0 if zero is None else time.perf_counter() - zero
            if passed > warmup + seconds + PATIENCE:
                return None
            step = int((passed - warmup) / seconds * len(steps))
            # No user at all would be the end of the test for Locust.
            return max(1, steps[min(max(step, 0), len(steps) - 1)]), document["spawnRate"]

    return Curve
