"""Read edges as JSON ([source, destination, bytes]) and write the milliseconds of processor time that igraph takes for betweenness by 1 / bytes, as a list."""
import json
import sys
import time

import igraph

edges = json.load(sys.stdin)
graph = igraph.Graph(n=1 + max(max(s, t) for s, t, _ in edges), edges=[(s, t) for s, t, _ in edges], directed=True)
lengths = [1 / size for _, _, size in edges]
times = []
for _ in range(31):
    started = time.process_time()
    graph.betweenness(weights=lengths)
    times.append((time.process_time() - started) * 1000)
json.dump(times, sys.stdout)
