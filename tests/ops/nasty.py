"""Calls of NMS written by hand, each for one way in which an implementation can go wrong."""

from collections.abc import Iterator

import torch
from torch import Tensor

from tests.ops.cases import INF, NAN, Case

# Sizes around those of blocks in which boxes may be decided together.
BLOCK_SIZES = (1, 2, *(size + k for size in (128, 256, 512, 1024, 1152) for k in (-1, 0, 1)))


def falling(n: int) -> Tensor:
    """n different scores, the best first: whole numbers, since any order will do."""
    return torch.arange(n, 0, -1).float()


def shuffle(n: int) -> Tensor:
    """An order of n things that is far from sorted, and the same each time."""
    return (torch.arange(n) * 7919 % 10007).argsort()


def chain(n: int) -> Tensor:
    """Each box overlaps only its two neighbours by more than a half (2/3, then 3/7)."""
    start = torch.arange(n) * 2.0
    return torch.stack((start, start * 0, start + 10, start * 0 + 10), dim=1)


def grid(n: int) -> Tensor:
    """n squares of side 2 that touch no other."""
    x, y = torch.arange(n) % 32 * 3.0, torch.arange(n) // 32 * 3.0
    return torch.stack((x, y, x + 2, y + 2), dim=1)


def _case(name: str, boxes: Tensor, scores: Tensor, iou_threshold: float) -> Case:
    return Case("nms", name, {"boxes": boxes, "scores": scores, "iou_threshold": iou_threshold})


def _at_the_threshold() -> Iterator[Case]:
    """IoU k/10 against the threshold k/10: the two round alike in float64 and not in float32."""
    for k in range(1, 11):
        pair = torch.tensor([[0.0, 0, 10, 10], [0, 0, 10, k]])
        for dtype in (torch.float32, torch.float64):
            name = f"iou-{k}/10-is-the-threshold-{str(dtype)[6:]}"
            yield _case(name, pair.to(dtype), falling(2).to(dtype), k / 10)


def _small() -> Iterator[Case]:
    square = torch.tensor([0.0, 0, 10, 10])
    same = square.repeat(5, 1)
    yield _case("empty", torch.zeros(0, 4), torch.zeros(0), 0.5)
    yield _case("one", square[None], torch.tensor([0.5]), 0.0)
    yield _case("equal-scores", same, torch.full((5,), 0.5), 0.5)
    yield _case("equal-scores-at-threshold-one", same, torch.full((5,), 0.5), 1.0)
    yield _case("zero-and-minus-zero", same, torch.tensor([-0.0, 0.0, -0.0, 0.0, 0.0]), 0.5)
    yield _case("nan-scores-first", same, torch.tensor([0.5, NAN, INF, NAN, 0.5]), 0.5)
    yield _case("infinite-scores", grid(4), torch.tensor([-INF, INF, -INF, INF]), 0.5)
    nan_box = square.repeat(4, 1)
    nan_box[1, 0] = NAN
    yield _case("nan-box-removes-nothing", nan_box, torch.tensor([0.5, 0.95, 0.9, 0.1]), 0.5)
    yield _case("points", torch.zeros(5, 4), falling(5), 0.0)
    yield _case(
        "lines", torch.tensor([[0.0, 0, 9, 0], [0, 0, 9, 0], [3, 0, 3, 9]]), falling(3), 0.0
    )
    point_inside = torch.stack((square, torch.tensor([5.0, 5, 5, 5])))
    yield _case("point-inside", point_inside, falling(2), 0.0)
    yield _case("touching", torch.tensor([[0.0, 0, 5, 5], [5, 0, 9, 5]]), falling(2), 0.0)
    both_inverted = torch.tensor([[10.0, 10, 0, 0], [0, 0, 10, 10]])
    yield _case("turned-by-180-degrees", both_inverted, falling(2), 0.5)
    yield _case(
        "one-side-inverted", torch.tensor([[10.0, 0, 0, 10], [0, 0, 9, 9]]), falling(2), 0.0
    )
    infinite = torch.tensor([[0.0, 0, INF, INF], [0, 0, 5, 5], [-INF, -INF, INF, INF]])
    yield _case("infinite-boxes", infinite, falling(3), 0.0)
    nested = torch.stack([torch.tensor([-k, -k, k, k]) for k in (1.0, 2, 4, 8, 16)])
    yield _case("nested", nested, falling(5), 0.2)
    yield _case("nested-largest-first", nested, falling(5).flip(0), 0.2)


def _chains() -> Iterator[Case]:
    for n in (3, 40, 300, 700):
        yield _case(f"chain-{n}-from-one-end", chain(n), falling(n), 0.5)
    mixed = shuffle(300)
    yield _case("chain-300-from-the-other-end", chain(300), falling(300).flip(0), 0.5)
    yield _case("chain-300-in-no-order", chain(300), falling(300)[mixed], 0.5)
    yield _case("chain-300-with-ties", chain(300), falling(300)[mixed] // 10, 0.5)


def _blocks() -> Iterator[Case]:
    for n in BLOCK_SIZES:
        yield _case(f"apart-{n}", grid(n), falling(n), 0.0)
        # The copy of a box comes n places later: in its block, the next, or one after.
        twice = torch.cat((grid(n), grid(n)))
        yield _case(f"each-again-after-{n}", twice, falling(2 * n), 0.9)
        yield _case(f"same-{n}", grid(1).repeat(n, 1), falling(n)[shuffle(n)], 0.5)
    # A kept box with NaN must not hide what other kept boxes do to those in a later block.
    twice = torch.cat((grid(130), grid(130)))
    twice[0] = NAN
    yield _case("each-again-but-the-first-is-nan", twice, falling(260), 0.5)


NASTY = (*_at_the_threshold(), *_small(), *_chains(), *_blocks())
