"""Read series as JSON (a list of {W, shrunken, rows: a vector for each window}) and write their change points by numpy, as JSON; null where undefined."""
import json
import sys

import numpy


def shrink(columns, matrix, constant):
    """Schäfer and Strimmer's formulas, pair by pair, towards the mean correlation or 0."""
    W = columns.shape[1]
    active = numpy.flatnonzero(~constant)
    if len(active) < 2:
        return matrix
    x = (columns[active] - columns[active].mean(axis=1, keepdims=True)) / columns[active].std(axis=1, ddof=1, keepdims=True)
    variance, between = 0, []
    for i in range(len(active)):
        for j in range(len(active)):
            if i != j:
                w = x[i] * x[j]
                variance += W / (W - 1) ** 3 * ((w - w.mean()) ** 2).sum()
                between.append(W / (W - 1) * w.mean())
    target = max(0, numpy.mean(between))
    spread = ((numpy.array(between) - target) ** 2).sum()
    strength = min(1, max(0, variance / spread)) if spread > 0 else 0
    shrunk = matrix.copy()
    for i in active:
        for j in active:
            if i != j:
                shrunk[i, j] = (1 - strength) * matrix[i, j] + strength * target
    return shrunk


def principal(rows, shrunken):
    columns = numpy.array(rows).T
    with numpy.errstate(all="ignore"):
        matrix = numpy.atleast_2d(numpy.corrcoef(columns))
    constant = numpy.ptp(columns, axis=1) == 0  # corrcoef finds rounding in 0.1, 0.1, 0.1
    matrix[constant, :] = matrix[:, constant] = 0
    if shrunken:
        matrix = shrink(columns, matrix, constant)
    values, vectors = numpy.linalg.eigh(matrix)
    if values[-1] <= 0 or (len(values) > 1 and values[-1] - values[-2] <= 1e-6 * values[-1]):
        return None
    vector = vectors[:, -1]
    first = vector[numpy.abs(vector) > 1e-9 * numpy.abs(vector).max()][0]
    return vector * numpy.sign(first)


def change_points(W, rows, shrunken):
    found = [principal(rows[k - W + 1:k + 1], shrunken) if k >= W - 1 else None for k in range(len(rows))]
    answers = [None] * len(rows)
    for k in range(2 * W - 1, len(rows)):
        before = [v for v in found[k - W:k] if v is not None]
        if found[k] is None or not before:
            continue
        mean = numpy.mean(before, axis=0)
        cosine = found[k] @ mean / numpy.linalg.norm(mean) / numpy.linalg.norm(found[k])
        answers[k] = float(numpy.arccos(numpy.clip(cosine, -1, 1)))
    return answers


json.dump([change_points(one["W"], one["rows"], one["shrunken"]) for one in json.load(sys.stdin)], sys.stdout)
