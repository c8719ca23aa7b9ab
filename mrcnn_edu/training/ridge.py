"""Ridge regression: straight lines through examples, held back from being steep."""

import torch
from torch import Tensor

from mrcnn_edu.ops.checks import check_floating, check_positive, check_shapes

STRENGTH = 1000.0  # R-CNN, appendix C, whose λ this is


def ridge(features: Tensor, targets: Tensor, strength: float = STRENGTH) -> tuple[Tensor, Tensor]:
    """The weights that come nearest to the targets, at a price for their own size.

    Args:
        features: (N, F), floating point, one example or more.
        targets: (N, T), floating point.
        strength: λ, above 0; the larger, the nearer the answer is to the mean of the targets.

    Returns:
        weight: (T, F), float64, that makes least Σ |targets - features weightᵀ - bias|² +
            λ |weight|².
        bias: (T,), float64, for which nothing is paid.

    Raises:
        TypeError: if one is not a floating-point tensor, or λ not a number.
        ValueError: if the shapes do not fit, or λ is not above 0.

    Source:
        Girshick et al., "R-CNN" (2014), appendix C, equation 5, in closed form.

    Example:
        >>> weight, bias = ridge(torch.tensor([[0.0], [2.0]]), torch.tensor([[1.0], [5.0]]), 2.0)
        >>> weight.tolist(), bias.tolist()
        ([[1.0]], [2.0])
    """
    check_shapes({"features": (features, "N+ F"), "targets": (targets, "N+ T")})
    check_floating("features", features)
    check_floating("targets", targets)
    check_positive("strength", strength, str(STRENGTH))
    x, t = features.double(), targets.double()
    x_mean, t_mean = x.mean(dim=0), t.mean(dim=0)  # (F,), (T,)
    x, t = x - x_mean, t - t_mean
    if len(x) < x.shape[1]:  # fewer examples than features: the same answer, by a smaller system
        system = x @ x.T + strength * torch.eye(len(x), dtype=x.dtype, device=x.device)  # (N, N)
        weight = torch.linalg.solve(system, t).T @ x  # (T, F)
    else:
        system = x.T @ x  # (F, F)
        system.diagonal().add_(strength)
        weight = torch.linalg.solve(system, x.T @ t).T
    return weight, t_mean - weight @ x_mean
