"""In loops of plain numbers."""

from mrcnn_edu.ops.slow.boxes import iou_of_two


def size_and_fill(size_i, size_j, box_i, box_j, area):
    sizes, fills = [], []
    for s, t, a, b in zip(
        size_i.tolist(), size_j.tolist(), box_i.tolist(), box_j.tolist(), strict=True
    ):
        width = max(a[2], b[2]) - min(a[0], b[0])
        height = max(a[3], b[3]) - min(a[1], b[1])
        sizes.append(1 - (s + t) / area)
        fills.append(1 - (width * height - s - t) / area)
    return sizes, fills


def merge_graph(weights, edges, n, k):
    parent, size, inside = list(range(n)), [1] * n, [0.0] * n

    def root(node):
        while parent[node] != node:
            node = parent[node]
        return node

    for w, (i, j) in sorted(zip(weights.tolist(), edges.tolist(), strict=True)):
        a, b = sorted((root(i), root(j)))
        if a != b and w <= inside[a] + k / size[a] and w <= inside[b] + k / size[b]:
            parent[b] = a
            size[a] += size[b]
            inside[a] = w
    return [root(node) for node in range(n)]


def join_regions(sizes, histograms, touching, i, j):
    size = float(sizes[i] + sizes[j])
    histogram = []
    for a, b in zip(histograms[i].tolist(), histograms[j].tolist(), strict=True):
        histogram.append((float(sizes[i]) * a + float(sizes[j]) * b) / size)
    neighbours = []
    for r in range(len(sizes)):
        if r not in (i, j) and (touching[i, r] or touching[j, r]):
            neighbours.append(r)
    return size, histogram, neighbours


def recall_at(boxes, proposals, iou, n):
    found = 0
    for box in boxes.tolist():
        for proposal in proposals[:n].tolist():
            if iou_of_two(box, proposal) >= iou:
                found += 1
                break
    return found / len(boxes)
