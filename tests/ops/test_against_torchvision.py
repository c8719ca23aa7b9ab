"""Our operators beside torchvision's own, on fresh calls: equal to the last bit."""

import pytest
import torch

from mrcnn_edu.ops import boxes, nms
from tests.ops import golden
from tests.ops.cases import BOX_OPERATORS, KINDS, Case, random_case
from tests.ops.nasty import NASTY, grid

torchvision = pytest.importorskip("torchvision", reason="needs torchvision")

OPERATORS = (*BOX_OPERATORS, "nms", "batched_nms")
FRESH = range(10_000, 10_150)  # golden files hold the seeds from 0 up
CLASSES = 7


def assert_same(case: Case) -> None:
    """Call both libraries and hold ours to the other's result."""
    golden.assert_identical(golden.call((boxes, nms), case), golden.call(torchvision.ops, case))


@pytest.mark.parametrize("seed", FRESH)
@pytest.mark.parametrize("operator", OPERATORS)
def test_random_calls(operator: str, seed: int) -> None:
    assert_same(random_case(operator, seed, largest=40))


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in NASTY])
def test_nasty_calls(case: Case) -> None:
    assert_same(case)


@pytest.mark.parametrize("seed", range(20_000, 20_010))
def test_nms_of_thousands(seed: int) -> None:
    assert_same(random_case("nms", seed, largest=4000))


@pytest.mark.parametrize("operator", OPERATORS)
def test_golden_files_hold_what_torchvision_answers_today(operator: str) -> None:
    answers = list(golden.read(golden.GOLDEN / f"{operator}.json"))
    assert answers
    for case, expected in answers:
        golden.assert_identical(golden.call(torchvision.ops, case), expected)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__[1:])
@pytest.mark.parametrize("n", [60, 700])
def test_batched_nms_is_torchvisions_nms_class_by_class(kind, n: int) -> None:
    g = torch.Generator().manual_seed(n)
    some = kind(n, g)
    scores = (torch.rand(n, generator=g) * 50).floor()  # with ties
    idxs = torch.randint(-2, CLASSES - 2, (n,), generator=g)
    keep = torch.zeros(n, dtype=torch.bool)
    for members in ((idxs == c).nonzero().squeeze(1) for c in idxs.unique()):
        keep[members[torchvision.ops.nms(some[members], scores[members], 0.4)]] = True
    kept = keep.nonzero().squeeze(1)
    expected = kept[scores[kept].sort(descending=True, stable=True).indices]
    golden.assert_identical(nms.batched_nms(some, scores, idxs, 0.4), expected)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__[1:])
def test_batched_nms_of_more_boxes_than_torchvision_moves(kind) -> None:
    # Above 1,000 boxes torchvision goes class by class itself, but lets ties fall as they may.
    g = torch.Generator().manual_seed(1)
    arguments = {
        "boxes": kind(1500, g),
        "scores": torch.randperm(1500, generator=g).float(),
        "idxs": torch.randint(0, CLASSES, (1500,), generator=g),
        "iou_threshold": 0.5,
    }
    assert_same(Case("batched_nms", "large", arguments))


@pytest.mark.parametrize("operator", ["box_area", "box_iou", "generalized_box_iou"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__[1:])
def test_gradients(operator: str, kind) -> None:
    # Equal coordinates are part of it: there a maximum has two subgradients, and we split alike.
    g = torch.Generator().manual_seed(2)
    values = [kind(7, g).double(), kind(5, g).double()][: 1 if operator == "box_area" else 2]
    gradients = []
    for library in (boxes, torchvision.ops):
        inputs = [value.clone().requires_grad_() for value in values]
        result = getattr(library, operator)(*inputs)
        weights = torch.linspace(1, 2, result.numel(), dtype=torch.float64).reshape(result.shape)
        gradients.append(torch.autograd.grad((result * weights).sum(), inputs))
    for ours, theirs in zip(*gradients, strict=True):
        # Sums over a row may run in another order: a few units in the last place of float64.
        torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=0, equal_nan=True)


@pytest.mark.parametrize("operator", ["box_iou", "generalized_box_iou"])
def test_small_integers_wrap_around_in_torchvision_and_not_here(operator: str) -> None:
    apart = torch.tensor([[10, 10, 20, 20], [30, 30, 40, 40]], dtype=torch.uint8)
    case = Case(operator, "uint8", {"boxes1": apart, "boxes2": apart})
    theirs = golden.call(torchvision.ops, case)
    right = golden.call(torchvision.ops, case._replace(arguments=_as_floats(case)))
    assert not torch.equal(theirs, right)
    golden.assert_identical(golden.call((boxes, nms), case), right)


def _as_floats(case: Case) -> dict[str, object]:
    return {name: value.float() for name, value in case.arguments.items()}


def test_batched_nms_where_torchvisions_offset_trick_fails() -> None:
    # Class 1 is moved by max + 1 = 3 to the right, onto the box of class 0; nothing overlaps here.
    two = torch.tensor([[0.0, 0, 2, 2], [-3, -3, -1, -1]])
    arguments = (two, torch.tensor([0.9, 0.8]), torch.tensor([0, 1]), 0.5)
    assert torchvision.ops.batched_nms(*arguments).tolist() == [0]
    assert nms.batched_nms(*arguments).tolist() == [0, 1]


def test_batched_nms_where_float32_cannot_hold_the_moved_coordinates() -> None:
    # Moved by 60 * 2**20, where float32 counts in steps of 4, a square of side 1/4 is a point:
    # it has no area any more, so that nothing removes its copy.
    twice = torch.cat((grid(40) / 8, grid(40) / 8, torch.tensor([[0.0, 0, 2**20, 2**20]])))
    arguments = (twice, torch.arange(81, 0, -1).float(), torch.full((81,), 60), 0.5)
    assert torchvision.ops.batched_nms(*arguments).tolist() == list(range(81))
    assert nms.batched_nms(*arguments).tolist() == [*range(40), 80]
