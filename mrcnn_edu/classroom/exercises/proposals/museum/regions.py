"""Wrong regions of a graph: weights (E,), edges (E, 2), n, k to the lowest node of each region."""


def merge_graph_without_sizes(weights, edges, n, k):
    label, inside = list(range(n)), [0.0] * n
    for e in weights.argsort(stable=True).tolist():
        w, (a, b) = float(weights[e]), (label[node] for node in edges[e].tolist())
        if a != b and w <= min(inside[a], inside[b]) + k:
            label = [min(a, b) if old in (a, b) else old for old in label]
            inside[min(a, b)] = w
    return label


def merge_graph_by_the_larger_limit(weights, edges, n, k):
    label, inside = list(range(n)), [0.0] * n
    for e in weights.argsort(stable=True).tolist():
        w, (a, b) = float(weights[e]), (label[node] for node in edges[e].tolist())
        if a != b and w <= max(inside[r] + k / label.count(r) for r in (a, b)):
            label = [min(a, b) if old in (a, b) else old for old in label]
            inside[min(a, b)] = w
    return label


def merge_graph_with_stale_labels(weights, edges, n, k):
    label, inside = list(range(n)), [0.0] * n
    for e in weights.argsort(stable=True).tolist():
        w, (i, j) = float(weights[e]), edges[e].tolist()
        a, b = label[i], label[j]
        if a != b and w <= min(inside[r] + k / label.count(r) for r in (a, b)):
            label[i] = label[j] = min(a, b)
            inside[min(a, b)] = w
    return label


def merge_graph_that_forgets_inside(weights, edges, n, k):
    label = list(range(n))
    for e in weights.argsort(stable=True).tolist():
        w, (a, b) = float(weights[e]), (label[node] for node in edges[e].tolist())
        if a != b and w <= min(k / label.count(r) for r in (a, b)):
            label = [min(a, b) if old in (a, b) else old for old in label]
    return label


MERGE_GRAPH = [
    merge_graph_without_sizes,
    merge_graph_by_the_larger_limit,
    merge_graph_with_stale_labels,
    merge_graph_that_forgets_inside,
]
