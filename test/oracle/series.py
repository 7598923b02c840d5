"""Read questions as JSON (a list of {rows: a vector for each window, training, W, alpha}) and write what numpy answers, as JSON; null where undefined."""
import json
import sys

import numpy

numpy.seterr(all="ignore")


def unit(vector):
    length = numpy.linalg.norm(vector)
    return vector / length if length else vector * numpy.nan


def angle(a, b):
    """By the arc tangent of the lengths of what b has beside a and along a."""
    a, b = unit(a), unit(b)
    along = a @ b
    return numpy.arctan2(numpy.linalg.norm(b - along * a), along)


def pattern(vectors):
    known = [unit(v) for v in vectors if numpy.linalg.norm(v)]
    if not known:
        return numpy.full(len(vectors[0]), numpy.nan)
    left, _, _ = numpy.linalg.svd(numpy.array(known).T)
    return numpy.abs(left[:, 0])


def answer(question):
    rows, training, W = numpy.array(question["rows"], dtype=float), question["training"], question["W"]
    series = rows[:, 0]
    known = series[training]
    median = numpy.median(known)
    spread = numpy.median(numpy.abs(known - median))
    average = [series[0]]
    for x in series[1:]:
        average.append(question["alpha"] * x + (1 - question["alpha"]) * average[-1])
    mean = rows[training].mean(axis=0)
    typical = pattern(rows[training])
    count = len(rows)
    answers = {
        "angle": [angle(row, mean) for row in rows],
        "anglePrevious": [angle(rows[k], rows[k - W:k].mean(axis=0)) if k >= W else numpy.nan for k in range(count)],
        "eigenspace": [1 - typical @ unit(row) for row in rows],
        "eigenspacePrevious": [1 - pattern(rows[k - W:k]) @ unit(rows[k]) if k >= W else numpy.nan for k in range(count)],
        "difference": numpy.concatenate([[numpy.nan], numpy.diff(series)]),
        "zScore": (series - known.mean()) / known.std(),
        "modifiedZScore": 0.6745 * (series - median) / spread if spread else numpy.full(count, numpy.nan),
        "movingAverage": average,
    }
    return {name: [None if numpy.isnan(v) else float(v) for v in values] for name, values in answers.items()}


json.dump([answer(question) for question in json.load(sys.stdin)], sys.stdout)
