"""Wrong thin layers: weight (m, n) and t to first (t, n) and second (m, t)."""

import torch


def thin_layer_without_sizes(weight, t):
    u, _, vt = torch.linalg.svd(weight, full_matrices=False)
    return vt[:t], u[:, :t]


def thin_layer_with_sizes_twice(weight, t):
    u, s, vt = torch.linalg.svd(weight, full_matrices=False)
    return s[:t, None] * vt[:t], u[:, :t] * s[:t]


def thin_layer_of_the_smallest(weight, t):
    u, s, vt = torch.linalg.svd(weight, full_matrices=False)
    return s[-t:, None] * vt[-t:], u[:, -t:]


def thin_layer_that_saves_nothing(weight, t):
    u, s, vt = torch.linalg.svd(weight, full_matrices=False)
    kept = torch.where(torch.arange(len(s)) < t, s, 0)
    return kept[:, None] * vt, u


TRUNCATE = [
    thin_layer_without_sizes,
    thin_layer_with_sizes_twice,
    thin_layer_of_the_smallest,
    thin_layer_that_saves_nothing,
]
