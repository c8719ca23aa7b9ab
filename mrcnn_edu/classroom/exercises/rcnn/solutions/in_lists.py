"""In lists, a line each where one is enough."""

from math import exp, log


def _middle_and_sides(boxes):
    return [((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1) for x1, y1, x2, y2 in boxes.tolist()]


def encode_boxes(boxes, proposals):
    pairs = zip(_middle_and_sides(boxes), _middle_and_sides(proposals), strict=True)
    return [
        [(x - a) / w_p, (y - b) / h_p, log(w) - log(w_p), log(h) - log(h_p)]
        for (x, y, w, h), (a, b, w_p, h_p) in pairs
    ]


def decode_boxes(deltas, proposals):
    sides = [
        (a + dx * w, b + dy * h, w / 2 * min(exp(dw), 62.5), h / 2 * min(exp(dh), 62.5))
        for (dx, dy, dw, dh), (a, b, w, h) in zip(
            deltas.tolist(), _middle_and_sides(proposals), strict=True
        )
    ]
    return [(x - half_w, y - half_h, x + half_w, y + half_h) for x, y, half_w, half_h in sides]


def mine(scores, cached, hard=-1, evict=-1.2):
    stay = {int(i) for i in cached if scores[i] >= evict}
    return sorted(stay | {i for i, score in enumerate(scores.tolist()) if score > hard})


def warp_crop(image, box, size, context):
    x1, y1, x2, y2 = box.tolist()
    places = [(step + 0.5 - context) / (size - 2 * context) for step in range(size)]

    def near(place, pixels):  # how much each pixel counts at a place, in pixels from the edge
        return [max(0.0, 1 - abs(place - 0.5 - i)) for i in range(pixels)]

    rows = [near(y1 + place * (y2 - y1), image.shape[0]) for place in places]
    columns = [near(x1 + place * (x2 - x1), image.shape[1]) for place in places]
    pixels = image.tolist()
    across = [[sum(map(float.__mul__, line, c)) for c in columns] for line in pixels]
    return [[sum(v * line[c] for v, line in zip(r, across, strict=True)) for c in range(size)]
            for r in rows]  # fmt: skip
