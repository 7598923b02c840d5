"""Read windows as JSON (a list of lists of [source, destination, bytes]) and write how many milliseconds of processor time networkx takes for each metric."""
import json
import sys
import time

import networkx
from networkx.algorithms.link_analysis.hits_alg import _hits_python
from networkx.algorithms.link_analysis.pagerank_alg import _pagerank_python


def graph_of(edges):
    graph = networkx.DiGraph()
    graph.add_weighted_edges_from(edges)
    for _, _, data in graph.edges(data=True):
        data["length"] = 1 / data["weight"]
    return graph


def inside(graph):
    return [node for node in graph if node != "outside"]


# networkx's PageRank and HITS need scipy by default; these are its own without it.
metrics = {
    "density": networkx.density,
    "degree.out": lambda g: dict(g.out_degree()),
    "strength.out": lambda g: dict(g.out_degree(weight="weight")),
    "strength.in": lambda g: dict(g.in_degree(weight="weight")),
    "reciprocity.edges": networkx.overall_reciprocity,
    "efficiency": lambda g: sum(1 / d for _, row in networkx.all_pairs_shortest_path_length(g) for d in row.values() if d),
    "pathLength.legacy": lambda g: sum(d for _, row in networkx.all_pairs_dijkstra_path_length(g, weight="length") for d in row.values()),
    "components.weak": networkx.number_weakly_connected_components,
    "components.strong": networkx.number_strongly_connected_components,
    "clustering": networkx.clustering,
    "clustering.weighted": lambda g: networkx.clustering(g, weight="weight"),
    "transitivity": lambda g: networkx.transitivity(g.to_undirected()),
    "core": lambda g: networkx.core_number(g.to_undirected()),
    "betweenness": networkx.betweenness_centrality,
    "betweenness.weighted": lambda g: networkx.betweenness_centrality(g, weight="length"),
    "betweenness.endpoints": lambda g: networkx.betweenness_centrality(g, weight="length", endpoints=True),
    "betweenness.outside": lambda g: networkx.betweenness_centrality_subset(g, inside(g), ["outside"], normalized=True, weight="length"),
    "load": networkx.load_centrality,
    "closeness": networkx.closeness_centrality,
    "harmonic": networkx.harmonic_centrality,
    "harmonic.weighted": lambda g: networkx.harmonic_centrality(g, distance="length"),
    "pagerank": lambda g: _pagerank_python(g, tol=1e-9),
    "hits.hub": lambda g: _hits_python(g, max_iter=10_000, tol=1e-9),
    "eigenvector": lambda g: networkx.eigenvector_centrality(g, max_iter=10_000, tol=1e-9),
    "modularity": lambda g: networkx.community.louvain_communities(g, weight="weight", seed=1),
}

graphs = [graph_of(edges) for edges in json.load(sys.stdin)]
times = {}
for name, of in metrics.items():
    started = time.process_time()
    for graph in graphs:
        try:
            of(graph)
        except networkx.NetworkXException:
            pass
    times[name] = (time.process_time() - started) * 1000
json.dump(times, sys.stdout)
