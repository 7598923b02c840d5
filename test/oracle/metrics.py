"""Read graphs as JSON (a list of {nodes: [[name, kind], ...], edges: [[source, destination, bytes, frames], ...]}) and write what networkx
and numpy say of each, as JSON: {metric: number, or list by sorted names}. No value (networkx raises, or it is not defined): null.

Lengths 1 / bytes are fractions, so that paths tie exactly. Self-loops are removed where networkx treats them otherwise than Munnin.
"""
import itertools
import json
import math
import sys
from fractions import Fraction

import networkx
import numpy


def answer(nodes, edges):
    graph = networkx.DiGraph()
    names = sorted(name for name, _ in nodes)
    graph.add_nodes_from(names)
    for source, destination, size, frames in edges:
        graph.add_edge(source, destination, weight=size, length=Fraction(1, size), log=round(2**60 / math.log1p(size)), frames=frames)
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
    flat_weights = between + between.T
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
        "density.legacy": networkx.density(graph),
        "density.alive": networkx.density(simple) if n > 1 else None,
        "strength.out": by_name(dict(graph.out_degree(weight="weight"))),
        "strength.in": by_name(dict(graph.in_degree(weight="weight"))),
        "degree.out": by_name(dict(graph.out_degree())),
        "degree.in": by_name(dict(graph.in_degree())),
        "reciprocity.weighted": share(numpy.minimum(between, between.T).sum(), between.sum()),
        "reciprocity.legacy": reciprocity_legacy(graph, names),
        "reciprocity.edges": networkx.overall_reciprocity(simple) if simple.size() else None,
        "reciprocity.edges.legacy": networkx.overall_reciprocity(graph),
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
        "clustering.weighted": by_name(networkx.clustering(graph, weight="weight")),
        "clustering.mean": networkx.average_clustering(graph),
        "transitivity": networkx.transitivity(flat),
        "core": by_name(networkx.core_number(flat)),
        "betweenness": by_name(networkx.betweenness_centrality(graph)),
        "betweenness.weighted": by_name(networkx.betweenness_centrality(graph, weight="length")),
        "betweenness.log": by_name(networkx.betweenness_centrality(graph, weight="log")),
        "activity": activity(flat_weights, names, graph),
        "modularity.services": modularity(graph, kinds),
        "betweenness.endpoints": by_name(networkx.betweenness_centrality(graph, weight="length", endpoints=True)) if n > 1 else [0],
        "betweenness.outside": by_name(
            networkx.betweenness_centrality_subset(graph, inside, outside, normalized=True, weight="length")
        ),
        "load": by_name(networkx.load_centrality(graph)),
        "closeness": by_name(networkx.closeness_centrality(graph)),
        "harmonic": by_name(networkx.harmonic_centrality(graph)),
        "harmonic.weighted": by_name(networkx.harmonic_centrality(graph, distance="length")),
        "pagerank": pagerank(graph, names),
        "hits.hub": hits(weights),
        "hits.authority": hits(weights.T),
        "eigenvector": eigenvector(graph, names),
        "currentFlow": current_flow(flat_weights, list(itertools.combinations(range(n), 2)), ends=False),
        "currentFlow.outside": current_flow(flat_weights, [(names.index(s), names.index(t)) for s in inside for t in outside], ends=True),
        "conductance.outside": conductance(flat_weights, [names.index(t) for t in outside]),
        "bytes.total": float(weights.sum()),
        "bytes.outside": float(sum(weights[names.index(i), names.index(j)] for i in names if i not in outside for j in outside)),
        "nodes": n,
        "edges": graph.number_of_edges(),
        **between_services(weights, names, kinds),
        **over_instances(weights, names, kinds, {
            "degree.out": dict(graph.out_degree()),
            "strength.out": dict(graph.out_degree(weight="weight")),
            "load": networkx.load_centrality(graph),
            "clustering.weighted": networkx.clustering(graph, weight="weight"),
        }),
    }


def activity(weights, names, graph):
    """numpy's eigenvector of the logarithms on the largest component; of equal ones that with most bytes, then the first."""
    parts = [sorted(part) for part in networkx.weakly_connected_components(graph)]
    part = min(parts, key=lambda part: (-len(part), -graph.subgraph(part).size(weight="weight"), part))
    at = [names.index(name) for name in part]
    values, vectors = numpy.linalg.eigh(numpy.log1p(weights[numpy.ix_(at, at)]))
    if len(part) < 2 or values[-1] - values[-2] <= 1e-6 * values[-1]:
        return [None] * len(names)
    return [float(abs(vectors[part.index(name), -1])) if name in part else 0 for name in names]


def reciprocity_legacy(graph, names):
    """Of each node's pairs only the one that comes last."""
    total = graph.size(weight="weight")
    if total == 0:
        return -1
    sent = lambda i, j: graph.get_edge_data(i, j, {"weight": 0})["weight"]
    matched = 0
    for i in names:
        last = [j for j in names if j != i][-1:]
        matched += sum(min(sent(i, j), sent(j, i)) for j in last)
    return matched / total


def modularity(graph, kinds):
    parts = {}
    for name in graph:
        parts.setdefault(service(name, kinds[name]), set()).add(name)
    return networkx.community.modularity(graph, parts.values(), weight="weight")


def service(name, kind):
    return f"s{int(name[1:]) % 4}" if kind in ("instance", "vip") else kind


def variation(values):
    values = numpy.array(values, dtype=float)
    return float(values.std() / values.mean()) if len(values) > 1 and values.mean() else None


def over_instances(weights, names, kinds, metrics):
    """By service with an instance: statistics of the values of its instances; bytes to outside also of its virtual IPs."""
    services = sorted({service(name, kinds[name]) for name in names if kinds[name] == "instance"})
    answers = {}
    for metric, values in metrics.items():
        of = [[float(values[i]) for i in names if kinds[i] == "instance" and service(i, "instance") == s] for s in services]
        answers[f"service.{metric}.mean"] = [float(numpy.mean(one)) for one in of]
        answers[f"service.{metric}.max"] = [max(one) for one in of]
        answers[f"service.{metric}.variation"] = [variation(one) for one in of]
    outside = [at for at, name in enumerate(names) if kinds[name] == "outside"]
    members = [[at for at, name in enumerate(names) if service(name, kinds[name]) == s] for s in services]
    answers["service.bytes.outside"] = [float(weights[numpy.ix_(one, outside)].sum()) for one in members]
    return answers


def between_services(weights, names, kinds):
    """By pair of services that speak, from blocks of the matrix of bytes."""
    services = [service(name, kinds[name]) for name in names]
    vip = numpy.array([kinds[name] == "vip" for name in names])
    of = {s: numpy.array([one == s for one in services]) for s in services}
    off = weights - numpy.diag(numpy.diag(weights))
    pairs = [(a, b) for a in sorted(of) for b in sorted(of) if a <= b and (weights[of[a]][:, of[b]].sum() or weights[of[b]][:, of[a]].sum())]
    answers = {"pair.reciprocity": [], "pair.density": [], "pair.variation": [], "pair.variation.back": []}
    for a, b in pairs:
        there, back = off[of[a]][:, of[b]], off[of[b]][:, of[a]]
        total = there.sum() + back.sum()
        answers["pair.reciprocity"].append(float(2 * numpy.minimum(there, back.T).sum() / total) if total else None)
        size_a, size_b = int(of[a].sum()), int(of[b].sum())
        room = 2 * size_a * size_b if a != b else 2 * size_a * (size_a - 1)
        answers["pair.density"].append(float(((there > 0).sum() + (back > 0).sum()) / room) if room else None)
        for name, (one, other) in {"pair.variation": (a, b), "pair.variation.back": (b, a)}.items():
            block = off[of[one] & ~vip][:, of[other] & ~vip]
            answers[name].append(variation(block[~numpy.eye(len(block), dtype=bool)] if a == b else block.ravel()))
    answers.update(bypass(weights, names, kinds, services, vip))
    return answers


def bypass(weights, names, kinds, services, vip):
    """d of each virtual IP and each instance, in each direction, from the matrix of bytes."""
    instance = numpy.array([kinds[name] == "instance" for name in names])
    other = numpy.array([[a != b for b in services] for a in services])
    direct = (weights * other)[instance][:, instance].sum()
    differences = []
    for v in numpy.flatnonzero(vip):
        mine = instance & numpy.array([s == services[v] for s in services])
        if not mine.any():
            continue
        for matrix in (weights, weights.T):
            differences += [float(matrix[p, v] - matrix[p, mine].sum()) for p in numpy.flatnonzero(instance) if matrix[p, v]]
    known = len(differences) > 0 and direct > 0
    absolute = sum(abs(d) for d in differences)
    return {
        "vip.bypass": absolute if known else None,
        "vip.bypass.signed": sum(differences) if known else None,
        "vip.bypass.fraction": float(absolute / (2 * direct)) if known else None,
    }


def pagerank(graph, names):
    """The stationary distribution of networkx's Google matrix; its own iteration stops 1e-6 early, or needs scipy."""
    matrix = numpy.asarray(networkx.google_matrix(graph, nodelist=names))
    system = numpy.vstack([matrix.T - numpy.eye(len(names)), numpy.ones(len(names))])
    right = numpy.zeros(len(names) + 1)
    right[-1] = 1
    return numpy.linalg.lstsq(system, right, rcond=None)[0].tolist()


def eigenvector(graph, names):
    """numpy's eigenvector of the largest real eigenvalue of the strongly connected component with most bytes inside."""
    parts = [sorted(part) for part in networkx.strongly_connected_components(graph) if len(part) > 1]
    if not parts:
        return [None] * len(names)
    part = min(parts, key=lambda part: (-graph.subgraph(part).size(weight="weight"), part))
    matrix = networkx.to_numpy_array(graph, nodelist=part, weight=None).T
    values, vectors = numpy.linalg.eig(matrix)
    vector = numpy.abs(numpy.real(vectors[:, numpy.argmax(numpy.real(values))]))
    vector /= numpy.linalg.norm(vector)
    return [float(vector[part.index(name)]) if name in part else 0 for name in names]


def hits(weights):
    """numpy's leading left singular vector, if it is one alone."""
    vectors, values, _ = numpy.linalg.svd(weights)
    if len(values) > 1 and values[0] ** 2 - values[1] ** 2 <= 1e-6 * values[0] ** 2:
        return [None] * len(weights)
    vector = numpy.abs(vectors[:, 0])
    return [float(value) for value in vector / vector.sum()]


def current_flow(weights, pairs, ends):
    """By definition: potentials of each pair from the pseudo-inverse of the Laplacian, half of the current on all edges of a node."""
    n = len(weights)
    reach = numpy.linalg.matrix_power((weights > 0) + numpy.eye(n), n) > 0
    inverse = numpy.linalg.pinv(numpy.diag(weights.sum(axis=1)) - weights, hermitian=True)
    total = numpy.zeros(n)
    count = numpy.zeros(n)
    for s, t in pairs:
        mine = numpy.ones(n)
        if not ends:
            mine[[s, t]] = 0
        count += mine
        if not reach[s, t]:
            continue
        potential = inverse[:, s] - inverse[:, t]
        through = (weights * numpy.abs(potential[:, None] - potential[None, :])).sum(axis=1) / 2
        through[[s, t]] = 1
        total += through * mine
    return [float(a / b) if b else 0 for a, b in zip(total, count)]


def conductance(weights, outside):
    """1 / resistance from the pseudo-inverse of the Laplacian, all nodes outside merged into one."""
    n = len(weights)
    inner = [i for i in range(n) if i not in outside]
    merged = numpy.zeros((len(inner) + 1,) * 2)
    merged[:-1, :-1] = weights[numpy.ix_(inner, inner)]
    merged[-1, :-1] = merged[:-1, -1] = weights[numpy.ix_(inner, outside)].sum(axis=1)
    reach = numpy.linalg.matrix_power((merged > 0) + numpy.eye(len(merged)), len(merged)) > 0
    inverse = numpy.linalg.pinv(numpy.diag(merged.sum(axis=1)) - merged, hermitian=True)
    values = [None] * n
    for place, i in enumerate(inner):
        values[i] = 1 / float(inverse[place, place] + inverse[-1, -1] - 2 * inverse[place, -1]) if reach[place, -1] else 0
    return values


json.dump([answer(graph["nodes"], graph["edges"]) for graph in json.load(sys.stdin)], sys.stdout)
