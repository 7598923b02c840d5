"""Read graphs as JSON (a list of {nodes: [[name, kind], ...], edges: [[source, destination, bytes, frames], ...]}) and write what networkx
and numpy say of each, as JSON: {metric: number, or list by sorted names}. No value (networkx raises, or it is not defined): null.

Lengths 1 / bytes are fractions, so that paths tie exactly. Self-loops are removed where networkx treats them otherwise than Munnin.
"""
import json
import sys
from fractions import Fraction

import networkx
import numpy


def answer(nodes, edges):
    graph = networkx.DiGraph()
    names = sorted(name for name, _ in nodes)
    graph.add_nodes_from(names)
    for source, destination, size, frames in edges:
        graph.add_edge(source, destination, weight=size, length=Fraction(1, size), frames=frames)
    kinds = dict(nodes)
    n = len(names)
    pairs = n * (n - 1)
    simple = graph.copy()
    simple.remove_edges_from(list(networkx.selfloop_edges(simple)))
    flat = simple.to_undirected()
    strong = networkx.is_strongly_connected(graph)
    weights = networkx.to_numpy_array(graph, nodelist=names)
    between = weights - numpy.diag(numpy.diag(weights))
    payload = simple.edge_subgraph([(i, j) for i, j, d in simple.edges(data=True) if d["weight"] > 100 * d["frames"]])
    hops = dict(networkx.all_pairs_shortest_path_length(graph))
    far = dict(networkx.all_pairs_dijkstra_path_length(graph, weight="length"))
    finite = [hops[i][j] for i in names for j in hops[i] if i != j]
    finite_far = [far[i][j] for i in names for j in far[i] if i != j]
    inside = [name for name in names if kinds[name] not in ("outside", "client")]
    outside = [name for name in names if kinds[name] == "outside"]

    def share(numerator, denominator):
        return float(numerator / denominator) if denominator else None

    def by_name(values):
        return [float(values[name]) for name in names]

    return {
        "density": networkx.density(simple) if n > 1 else 0,
        "strength.out": by_name(dict(graph.out_degree(weight="weight"))),
        "strength.in": by_name(dict(graph.in_degree(weight="weight"))),
        "degree.out": by_name(dict(graph.out_degree())),
        "degree.in": by_name(dict(graph.in_degree())),
        "reciprocity.weighted": share(numpy.minimum(between, between.T).sum(), between.sum()),
        "reciprocity.edges": networkx.overall_reciprocity(simple) if simple.size() else None,
        "reciprocity": networkx.overall_reciprocity(payload) if payload.size() else None,
        "nonReciprocated.out": [float(v) for v in numpy.maximum(between - between.T, 0).sum(axis=1)],
        "nonReciprocated.in": [float(v) for v in numpy.maximum(between - between.T, 0).sum(axis=0)],
        "pathLength.networkx": networkx.average_shortest_path_length(graph) if strong else None,
        "pathLength.legacy": float(sum(finite_far, Fraction(0)) / pairs) if pairs else 0,
        "efficiency": sum(1 / d for d in finite) / pairs if pairs else 0,
        "efficiency.weighted": float(sum(1 / float(d) for d in finite_far) / pairs) if pairs else 0,
        "diameter": networkx.diameter(graph) if strong else max(finite, default=0),
        "components.weak": networkx.number_weakly_connected_components(graph),
        "components.strong": networkx.number_strongly_connected_components(graph),
        "clustering": by_name(networkx.clustering(graph)),
        "clustering.mean": networkx.average_clustering(graph),
        "transitivity": networkx.transitivity(flat),
        "core": by_name(networkx.core_number(flat)),
        "betweenness": by_name(networkx.betweenness_centrality(graph)),
        "betweenness.weighted": by_name(networkx.betweenness_centrality(graph, weight="length")),
        "betweenness.endpoints": by_name(networkx.betweenness_centrality(graph, weight="length", endpoints=True)) if n > 1 else [0],
        "betweenness.outside": by_name(
            networkx.betweenness_centrality_subset(graph, inside, outside, normalized=True, weight="length")
        ),
        "load": by_name(networkx.load_centrality(graph)),
        "closeness": by_name(networkx.closeness_centrality(graph)),
        "harmonic": by_name(networkx.harmonic_centrality(graph)),
        "harmonic.weighted": by_name(networkx.harmonic_centrality(graph, distance="length")),
        "pagerank": pagerank(graph, names),
    }


def pagerank(graph, names):
    """The stationary distribution of networkx's Google matrix; its own iteration stops 1e-6 early, or needs scipy."""
    matrix = numpy.asarray(networkx.google_matrix(graph, nodelist=names))
    system = numpy.vstack([matrix.T - numpy.eye(len(names)), numpy.ones(len(names))])
    right = numpy.zeros(len(names) + 1)
    right[-1] = 1
    return numpy.linalg.lstsq(system, right, rcond=None)[0].tolist()


json.dump([answer(graph["nodes"], graph["edges"]) for graph in json.load(sys.stdin)], sys.stdout)
