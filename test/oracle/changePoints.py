"""Read series as JSON (a list of {W, rows: a vector for each window}) and write their change points by numpy, as JSON; null where undefined."""
import json
import sys

import numpy


def principal(rows):
    columns = numpy.array(rows).T
    with numpy.errstate(all="ignore"):
        matrix = numpy.atleast_2d(numpy.corrcoef(columns))
    constant = numpy.ptp(columns, axis=1) == 0  # corrcoef finds rounding in 0.1, 0.1, 0.1
    matrix[constant, :] = matrix[:, constant] = 0
    values, vectors = numpy.linalg.eigh(matrix)
    if values[-1] <= 0 or (len(values) > 1 and values[-1] - values[-2] <= 1e-6 * values[-1]):
        return None
    vector = vectors[:, -1]
    first = vector[numpy.abs(vector) > 1e-9 * numpy.abs(vector).max()][0]
    return vector * numpy.sign(first)


def change_points(W, rows):
    found = [principal(rows[k - W + 1:k + 1]) if k >= W - 1 else None for k in range(len(rows))]
    answers = [None] * len(rows)
    for k in range(2 * W - 1, len(rows)):
        before = [v for v in found[k - W:k] if v is not None]
        if found[k] is None or not before:
            continue
        mean = numpy.mean(before, axis=0)
        cosine = found[k] @ mean / numpy.linalg.norm(mean) / numpy.linalg.norm(found[k])
        answers[k] = float(numpy.arccos(numpy.clip(cosine, -1, 1)))
    return answers


json.dump([change_points(one["W"], one["rows"]) for one in json.load(sys.stdin)], sys.stdout)
