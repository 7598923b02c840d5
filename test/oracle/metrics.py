"""Read graphs as JSON (a list of lists of [source, destination, bytes]) and write what networkx and numpy say of each, as JSON.

density as networkx has it, without self-loops; strengths in the order of the sorted names; weighted reciprocity by Squartini's
equation 4 on the dense matrix (networkx has the unweighted one only).
"""
import json
import sys

import networkx
import numpy

answers = []
for edges in json.load(sys.stdin):
    graph = networkx.DiGraph()
    graph.add_weighted_edges_from(edges)
    names = sorted(graph)
    weights = networkx.to_numpy_array(graph, nodelist=names)
    between = weights - numpy.diag(numpy.diag(weights))
    total = between.sum()
    simple = graph.copy()
    simple.remove_edges_from(list(networkx.selfloop_edges(simple)))
    answers.append({
        "names": names,
        "density": networkx.density(simple),
        "out": [graph.out_degree(name, weight="weight") for name in names],
        "in": [graph.in_degree(name, weight="weight") for name in names],
        "reciprocity": float(numpy.minimum(between, between.T).sum() / total) if total else None,
    })
json.dump(answers, sys.stdout)
