"""In loops of plain numbers."""

import math

import torch


def read_points(maps, boxes):
    cells = maps.shape[-1]
    points = torch.zeros(*maps.shape[:2], 2)
    for r in range(len(maps)):
        x1, y1, x2, y2 = boxes[r].tolist()
        for p in range(maps.shape[1]):
            best, grid = -math.inf, maps[r, p].tolist()
            for row in range(cells):
                for column in range(cells):
                    if grid[row][column] > best:
                        best = grid[row][column]
                        points[r, p, 0] = x1 + (column + 0.5) * (x2 - x1) / cells
                        points[r, p, 1] = y1 + (row + 0.5) * (y2 - y1) / cells
    return points


def oks(detection, person, area, sigmas):
    total, count = 0.0, 0
    for i in range(len(person)):
        x, y, flag = person[i].tolist()
        if flag > 0:
            squared = (float(detection[i, 0]) - x) ** 2 + (float(detection[i, 1]) - y) ** 2
            total += math.exp(-squared / (8 * area * float(sigmas[i]) ** 2))
            count += 1
    return total / count


def flip_keypoints(keypoints, swap, width):
    flipped = keypoints.clone()
    for g in range(len(keypoints)):
        for p in range(len(swap)):
            x, y, flag = keypoints[g, swap[p]].tolist()
            flipped[g, p, 0] = width - x if flag else x
            flipped[g, p, 1], flipped[g, p, 2] = y, flag
    return flipped
