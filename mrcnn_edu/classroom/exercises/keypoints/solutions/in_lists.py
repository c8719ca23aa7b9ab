"""In lists, which come back."""

from math import exp, sqrt


def read_points(maps, boxes):
    cells = maps.shape[-1]
    places = maps.flatten(2).argmax(2).tolist()
    return [
        [
            [
                x1 + (p % cells + 0.5) / cells * (x2 - x1),
                y1 + (p // cells + 0.5) / cells * (y2 - y1),
            ]
            for p in row
        ]
        for row, (x1, y1, x2, y2) in zip(places, boxes.tolist(), strict=True)
    ]


def oks(detection, person, area, sigmas):
    scale = sqrt(area)
    near = [
        exp(-(((u - x) / (scale * 2 * s)) ** 2 + ((v - y) / (scale * 2 * s)) ** 2) / 2)
        for (u, v), (x, y, flag), s in zip(
            detection.tolist(), person.tolist(), sigmas.tolist(), strict=True
        )
        if flag
    ]
    return sum(near) / len(near)


def flip_keypoints(keypoints, swap, width):
    def mirrored(x, y, flag):
        return [width - x, y, flag] if flag > 0 else [x, y, flag]

    return [[mirrored(*person[other]) for other in swap] for person in keypoints.tolist()]
