"""A matrix as the product of two thin ones: the hand example of lesson 06, and its limits."""

import math

import pytest
import torch

from mrcnn_edu.ops.truncated_svd import break_even_rank, kept_share, truncated_svd

# Singular values: the roots of 18, 6 and 0.
BY_HAND = torch.tensor([[2.0, 0.0, 1.0, 1.0], [0.0, 2.0, 1.0, -1.0], [2.0, 2.0, 2.0, 0.0]])
OF_RANK_1 = torch.tensor([[1.0, 1.0, 1.0, 0.0], [1.0, 1.0, 1.0, 0.0], [2.0, 2.0, 2.0, 0.0]])


@pytest.mark.parametrize(
    ("rank", "product", "weights", "share"),
    [(1, OF_RANK_1, 7, 0.75), (2, BY_HAND, 14, 1.0), (3, BY_HAND, 21, 1.0)],
)
def test_by_hand(rank: int, product: torch.Tensor, weights: int, share: float) -> None:
    first, second = truncated_svd(BY_HAND, rank)
    assert (first.shape, second.shape) == ((rank, 4), (3, rank))
    assert torch.allclose(second @ first, product, atol=1e-6)
    assert first.numel() + second.numel() == weights
    assert math.isclose(kept_share(BY_HAND, rank), share, abs_tol=1e-9)


def test_the_singular_values_stand_in_the_first_matrix() -> None:
    first, second = truncated_svd(BY_HAND, 3)
    assert torch.allclose(first.norm(dim=1), torch.tensor([18.0, 6.0, 0.0]).sqrt(), atol=1e-6)
    assert torch.allclose(second.T @ second, torch.eye(3), atol=1e-6)  # U keeps lengths


@pytest.mark.parametrize("shape", [(5, 9), (9, 5), (1, 4)])
def test_full_rank_gives_the_matrix_back(shape: tuple[int, int]) -> None:
    weight = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    first, second = truncated_svd(weight, min(shape))
    assert torch.allclose(second @ first, weight, atol=1e-5)


def test_what_is_missing_is_what_the_share_says() -> None:
    weight = torch.randn(6, 8, generator=torch.Generator().manual_seed(1))
    first, second = truncated_svd(weight, 3)
    missing = float((weight - second @ first).square().sum() / weight.square().sum())
    assert math.isclose(1 - missing, kept_share(weight, 3), abs_tol=1e-6)


@pytest.mark.parametrize(("rows", "columns", "rank"), [(3, 4, 12 / 7), (256, 4704, 242.79)])
def test_break_even(rows: int, columns: int, rank: float) -> None:
    assert math.isclose(break_even_rank(rows, columns), rank, abs_tol=0.005)


@pytest.mark.parametrize(
    ("rank", "error", "words"),
    [
        (0, ValueError, "rank must be"),
        (4, ValueError, "rank must be from 1 to 3, .* got 4; 3 gives it back whole"),
        (1.0, TypeError, "rank must be"),
    ],
)
def test_ranks_that_cannot_be(rank, error: type, words: str) -> None:
    with pytest.raises(error, match=words):
        truncated_svd(BY_HAND, rank)
    with pytest.raises(error, match=words):
        kept_share(BY_HAND, rank)
