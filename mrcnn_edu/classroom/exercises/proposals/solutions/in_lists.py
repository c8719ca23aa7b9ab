"""In lists, a line each where one is enough."""

from mrcnn_edu.ops.boxes import box_iou


def size_and_fill(size_i, size_j, box_i, box_j, area):
    both = [a + b for a, b in zip(size_i.tolist(), size_j.tolist(), strict=True)]
    rows = list(zip(box_i.tolist(), box_j.tolist(), strict=True))
    around = [
        (max(a[2], b[2]) - min(a[0], b[0])) * (max(a[3], b[3]) - min(a[1], b[1])) for a, b in rows
    ]
    fills = [1 - (box - pixels) / area for box, pixels in zip(around, both, strict=True)]
    return [1 - pixels / area for pixels in both], fills


def merge_graph(weights, edges, n, k):
    label, inside = list(range(n)), dict.fromkeys(range(n), 0)
    for e in sorted(range(len(weights)), key=weights.tolist().__getitem__):
        a, b = (label[node] for node in edges[e].tolist())
        limit = min(inside[r] + k / label.count(r) for r in (a, b))
        if a != b and weights[e] <= limit:
            label = [min(a, b) if old in (a, b) else old for old in label]
            inside[min(a, b)] = float(weights[e])
    return label


def join_regions(sizes, histograms, touching, i, j):
    s, t = sizes[[i, j]].tolist()
    rows = zip(histograms[i].tolist(), histograms[j].tolist(), strict=True)
    near = [r for r in range(len(sizes)) if bool(touching[[i, j], r].any()) and r not in (i, j)]
    return s + t, [s / (s + t) * a + t / (s + t) * b for a, b in rows], near


def recall_at(boxes, proposals, iou, n):
    rows = box_iou(boxes, proposals[:n]).tolist()
    return sum(max(row, default=-1) >= iou for row in rows) / len(rows)
