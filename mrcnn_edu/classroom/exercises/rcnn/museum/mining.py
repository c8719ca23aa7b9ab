"""Wrong hard negatives: scores (N,), cached (M,), hard, evict to the cache afterwards."""

import torch

from mrcnn_edu.classroom.exercises.rcnn.hard_negatives import mine


def mined_by_the_sign(scores, cached, hard, evict):
    return mine(scores, cached, 0 * hard, evict)


def mined_by_place(scores, cached, hard, evict):
    others = [i for i in range(len(scores)) if i not in cached.tolist()]
    found = (scores[others] > hard).nonzero()[:, 0]  # places among the others
    stays = cached[scores[cached] >= evict]
    return torch.cat((stays, found)).unique()


def mined_and_evicted_at_once(scores, cached, hard, evict):
    return (scores >= evict).nonzero()[:, 0]


def mined_twice(scores, cached, hard, evict):
    found = (scores > hard).nonzero()[:, 0]
    stays = cached[scores[cached] >= evict]
    return torch.cat((stays, found)).sort().values


def mined_without_eviction(scores, cached, hard, evict):
    return torch.cat((cached, (scores > hard).nonzero()[:, 0])).unique()


MINE = [
    mined_by_the_sign,
    mined_by_place,
    mined_and_evicted_at_once,
    mined_twice,
    mined_without_eviction,
]
