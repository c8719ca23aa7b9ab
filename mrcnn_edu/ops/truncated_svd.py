"""Truncated SVD: a large matrix written as the product of two thin ones, as well as that can be.

A fully connected layer of m rows and n columns has m · n weights. Of its singular value
decomposition W = U Σ Vᵀ the t largest singular values are kept: then U and Σ Vᵀ have t · (m + n)
weights between them, which is less as long as t is below m · n / (m + n).
"""

import torch
from torch import Tensor

from mrcnn_edu.ops.checks import check_floating, check_integer, check_shapes


def truncated_svd(weight: Tensor, rank: int) -> tuple[Tensor, Tensor]:
    """The two thin matrices whose product is nearest to a matrix.

    Args:
        weight: (m, n), floating point.
        rank: t, how many singular values to keep, from 1 to the smaller of m and n.

    Returns:
        Σ Vᵀ (t, n), which a vector meets first, and U (m, t). U @ Σ Vᵀ is the matrix again where t
        is its rank or more; of all matrices of rank t none is nearer in the sum of squares.

    Raises:
        TypeError: if ``weight`` is not a floating-point tensor, or ``rank`` not a whole number.
        ValueError: if the shape is not (m, n), or ``rank`` is out of its range.

    Source:
        Girshick, "Fast R-CNN" (2015), section 3.1, equation 5.

    Example:
        >>> weight = torch.tensor([[2.0, 0, 1, 1], [0, 2, 1, -1], [2, 2, 2, 0]])
        >>> first, second = truncated_svd(weight, 1)
        >>> (second @ first).round(decimals=3) + 0.0
        tensor([[1., 1., 1., 0.],
                [1., 1., 1., 0.],
                [2., 2., 2., 0.]])
        >>> first.numel() + second.numel(), weight.numel()
        (7, 12)
    """
    check_shapes({"weight": (weight, "M+ N+")})
    check_floating("weight", weight)
    check_rank(rank, min(weight.shape))
    u, s, vt = torch.linalg.svd(weight.double(), full_matrices=False)  # s (min(m, n),), falling
    first, second = s[:rank, None] * vt[:rank], u[:, :rank]
    return first.to(weight.dtype), second.to(weight.dtype)


def kept_share(weight: Tensor, rank: int) -> float:
    """How much of a matrix is left: the share of the sum of its squared singular values.

    Args:
        weight: (m, n), floating point.
        rank: t, how many singular values are kept, from 1 to the smaller of m and n.

    Returns:
        From 0 to 1; the sum of all squared singular values is that of all squared weights. NaN of
        a matrix of zeros.

    Raises:
        TypeError: if ``weight`` is not a floating-point tensor, or ``rank`` not a whole number.
        ValueError: if the shape is not (m, n), or ``rank`` is out of its range.

    Example:
        >>> kept_share(torch.diag(torch.tensor([3.0, 1.0])), 1)
        0.9
    """
    check_shapes({"weight": (weight, "M+ N+")})
    check_floating("weight", weight)
    check_rank(rank, min(weight.shape))
    squares = torch.linalg.svdvals(weight.double()).square()
    return float(squares[:rank].sum() / squares.sum())


def break_even_rank(rows: int, columns: int) -> float:
    """The rank at which two thin matrices have as many weights as the large one.

    Args:
        rows: m.
        columns: n.

    Returns:
        m · n / (m + n). Only a rank below it saves anything.

    Raises:
        TypeError: if one is not a whole number.
        ValueError: if one is below 1.

    Example:
        >>> round(break_even_rank(3, 4), 2), round(break_even_rank(256, 4704))
        (1.71, 243)
    """
    check_integer("rows", rows, 1)
    check_integer("columns", columns, 1)
    return rows * columns / (rows + columns)


def check_rank(rank: int, most: int) -> None:
    """Refuse a rank that a matrix cannot have.

    Args:
        rank: t.
        most: the smaller side of the matrix.

    Raises:
        TypeError: if it is not a whole number.
        ValueError: if it is not from 1 to ``most``.
    """
    check_integer("rank", rank, 1)
    if rank > most:
        raise ValueError(
            f"rank must be from 1 to {most}, the smaller side of the matrix, got {rank};"
            f" {most} gives it back whole"
        )
