"""Makes blockLength.json: series, and the block lengths that arch's optimal_block_length has for the circular block bootstrap of each.

    pip install arch==8.0.0 && python blockLength.py > blockLength.json && npx prettier --write blockLength.json

Which lags count is decided by autocorrelations. Politis and White divide autocovariances by the variance, arch by the deviations of fewer values; series
for which the two decide differently are left out.
"""

import json

import numpy
from arch.bootstrap import optimal_block_length



def decided_alike(series):
    n = len(series)
    e = series - series.mean()
    bound = 2 * numpy.sqrt(numpy.log10(n) / n)
    for lag in range(1, int(numpy.ceil(numpy.sqrt(n))) + 6):
        product = abs(e[lag:] @ e[: n - lag])
        theirs = product / numpy.sqrt((e[lag + 1 :] @ e[lag + 1 :]) * (e[: -(lag + 1)] @ e[: -(lag + 1)]))
        if (theirs < bound) != (product / (e @ e) < bound):
            return False
    return True


random = numpy.random.default_rng(7)
cases = []
for length in (40, 90, 250):
    for first, second in ((0.0, 0.0), (0.5, 0.0), (0.8, 0.0), (-0.4, 0.0), (0.3, 0.4)):
        noise = random.normal(size=length + 50)
        series = numpy.zeros(length + 50)
        for k in range(2, length + 50):
            series[k] = first * series[k - 1] + second * series[k - 2] + noise[k]
        series = numpy.round(series[50:], 2)
        if not decided_alike(series):
            continue
        cases.append({"series": series.tolist(), "circular": float(optimal_block_length(series)["circular"].iloc[0])})
print("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")
