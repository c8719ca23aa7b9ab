"""The linear SVM, the negatives that make it, and ridge regression."""

import pytest
import torch

from mrcnn_edu.training.hard_negatives import mine, train_on_hard_negatives
from mrcnn_edu.training.linear_svm import train_svm
from mrcnn_edu.training.ridge import ridge

HARD_C = 1e5  # hardly anything may come too near


def on_a_line(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float32)[:, None]


@pytest.mark.parametrize(
    ("negatives", "weight", "bias"),
    [
        pytest.param((0,), 2 / 3, -1, id="0 alone"),
        pytest.param((0, 1, 2.5), 4, -11, id="all three"),
        pytest.param((2.5,), 4, -11, id="the hard one alone"),
    ],
)
def test_positives_at_3_and_4(negatives, weight, bias):
    """The free room ends at 3, where the score is 1, and at the last negative, where it is -1."""
    features = on_a_line(3, 4, *negatives)
    svm = train_svm(features, torch.arange(len(features)) < 2, HARD_C)
    assert float(svm.weight) == pytest.approx(weight, rel=1e-3)
    assert float(svm.bias) == pytest.approx(bias, rel=1e-3)


def test_which_negatives_are_hard_on_the_line():
    negatives = on_a_line(0, 1, 2.5)
    first = train_svm(torch.cat((on_a_line(3, 4), negatives[:1])), torch.tensor([1, 1, 0]) > 0, 1e5)
    scores = first.score(negatives)
    assert scores.tolist() == pytest.approx([-1, -1 / 3, 2 / 3], abs=1e-3)
    cached = mine(scores.round(decimals=2), torch.tensor([0]))
    assert cached.tolist() == [0, 1, 2]
    second = train_svm(torch.cat((on_a_line(3, 4), negatives)), torch.arange(5) < 2, 1e5)
    assert second.score(negatives).tolist() == pytest.approx([-11, -7, -1], abs=1e-2)
    assert mine(second.score(negatives), cached).tolist() == [2]


CASES = {
    "let in above -1 alone": ([-1.0, -0.99, 0.5], [], [1, 2]),
    "kept from -1.2 up": ([-1.2, -1.21, -1.1], [0, 1, 2], [0, 2]),
    "indices, not positions": ([-3.0, -3.0, -1.1, -3.0], [2, 3], [2]),
    "each once": ([0.0, 0.0], [1], [0, 1]),
    "none": ([-5.0], [0], []),
}


@pytest.mark.parametrize(("scores", "cached", "kept"), CASES.values(), ids=CASES.keys())
def test_mine(scores, cached, kept):
    found = mine(torch.tensor(scores), torch.tensor(cached, dtype=torch.int64))
    assert found.tolist() == kept
    assert found.dtype is torch.int64


def two_clouds(n: int = 400, f: int = 6) -> tuple[torch.Tensor, torch.Tensor]:
    """Some that overlap: 40 positive, the others not."""
    generator = torch.Generator().manual_seed(0)
    positive = torch.arange(n) < 40
    return torch.randn(n, f, generator=generator) + positive[:, None] * 1.2, positive


@pytest.mark.parametrize("c", [0.01, 1.0])
def test_nothing_is_better_nearby(c):
    """The conditions of the optimum: weight = 2 c Σ y short x, and Σ y short = 0."""
    features, positive = two_clouds()
    svm = train_svm(features, positive, c)
    y = positive.double() * 2 - 1
    short = (1 - y * svm.score(features)).clamp(min=0)
    assert torch.allclose(svm.weight, 2 * c * (y * short) @ features.double(), atol=1e-5)
    assert float((y * short).sum()) == pytest.approx(0, abs=1e-4 / c)
    assert (short > 0).sum() > 10


def test_mined_negatives_make_the_svm_of_all_negatives():
    features, positive = two_clouds()
    of_all = train_svm(features, positive, 0.1)
    mined = train_on_hard_negatives(
        features[positive], features[~positive], 0.1, first=20, rounds=20
    )
    assert torch.allclose(mined.svm.weight, of_all.weight, atol=1e-3)
    assert mined.history[0] == 20
    assert len(mined.history) > 1
    assert len(mined.cached) < 360


@pytest.mark.parametrize(
    ("features", "positive", "c", "error", "message"),
    [
        pytest.param(torch.ones(2, 1), torch.tensor([1, 0]), 1.0, TypeError, "bool", id="labels"),
        pytest.param(
            torch.ones(2, 1), torch.tensor([True, True]), 1.0, ValueError, "both kinds", id="one"
        ),
        pytest.param(
            torch.ones(2, 1), torch.tensor([True, False]), 0.0, ValueError, "c must be", id="no c"
        ),
        pytest.param(torch.ones(2), torch.tensor([True]), 1.0, ValueError, "features", id="shape"),
    ],
)
def test_what_an_svm_refuses(features, positive, c, error, message):
    with pytest.raises(error, match=message):
        train_svm(features, positive, c)


@pytest.mark.parametrize("examples", [5, 40], ids=["fewer than features", "more"])
@pytest.mark.parametrize("strength", [0.1, 1000.0])
def test_ridge_is_where_the_slope_is_zero(examples, strength):
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(examples, 10, generator=generator, dtype=torch.float64)
    t = torch.randn(examples, 4, generator=generator, dtype=torch.float64) + 3
    weight, bias = ridge(x, t, strength)
    assert (weight.shape, bias.shape) == ((4, 10), (4,))
    rest = t - x @ weight.T - bias
    assert torch.allclose(rest.T @ x, strength * weight, atol=1e-8)
    assert torch.allclose(rest.sum(dim=0), torch.zeros(4, dtype=torch.float64), atol=1e-8)


def test_a_strong_ridge_gives_the_mean():
    weight, bias = ridge(on_a_line(0, 2), on_a_line(1, 5), 1e9)
    assert float(weight) == pytest.approx(0, abs=1e-6)
    assert float(bias) == pytest.approx(3)
