"""A linear support vector machine: a line between two kinds, with room on both sides.

Of all lines it is the one with the most room, where every example that comes too near, or lies on
the wrong side, is paid for by the square of how far.
"""

from typing import NamedTuple

import torch
from torch import Tensor

from mrcnn_edu.ops.checks import check_floating, check_positive, check_shapes

USUAL_C = 0.01  # settled on scenes for tuning; the paper has 0.001 for features of another scale
STEPS = 1000  # at most; it takes some 100


class LinearSVM(NamedTuple):
    """Where the line is: an example x scores weight · x + bias, above 0 on the positive side.

    Attributes:
        weight: (F,).
        bias: a scalar.
    """

    weight: Tensor
    bias: Tensor

    def score(self, features: Tensor) -> Tensor:
        """(N, F) to (N,): 1 and -1 are the edges of the free room."""
        return features.to(self.weight.dtype) @ self.weight + self.bias


def train_svm(features: Tensor, positive: Tensor, c: float = USUAL_C) -> LinearSVM:
    """Find the line, by L-BFGS, until it does not move any more.

    Args:
        features: (N, F), floating point.
        positive: (N,), bool: which examples shall score above 0.
        c: what coming too near costs, beside room; a large one allows hardly any. Above 0.

    Returns:
        The weight and bias, float64, on the device of the features, that make least
        |weight|² / 2 + c Σ max(0, 1 - y score)², with y = 1 or -1. The bias is free.

    Raises:
        TypeError: if ``features`` is not floating point, ``positive`` not bool, or ``c`` no number.
        ValueError: if shapes do not fit, ``c`` is not above 0, or one of the two kinds is missing.

    Source:
        Fan et al., "LIBLINEAR" (2008), equation 1 with the squared hinge, whose solver counts the
        bias among the weights. Girshick et al., "R-CNN" (2014), section 2.3: one for each class.

    Example:
        >>> line = torch.tensor([[3.0], [4.0], [0.0]])
        >>> svm = train_svm(line, torch.tensor([True, True, False]), c=1e4)
        >>> round(float(svm.weight), 3), round(float(svm.bias), 3)
        (0.667, -1.0)
    """
    check_shapes({"features": (features, "N F"), "positive": (positive, "N")})
    check_floating("features", features)
    check_positive("c", c, str(USUAL_C))
    if positive.dtype is not torch.bool:
        raise TypeError(f"positive must be bool, got {positive.dtype}; use labels == 1")
    if positive.all() or not positive.any():
        raise ValueError(
            f"positive must name examples of both kinds, got {int(positive.sum())} positive of"
            f" {len(positive)}; a line needs two sides"
        )
    x, y = features.double(), positive.double() * 2 - 1  # (N, F), (N,)
    found = x.new_zeros(x.shape[1] + 1, requires_grad=True)  # (F + 1,), the bias last
    solver = torch.optim.LBFGS(
        [found],
        max_iter=STEPS,
        history_size=20,
        tolerance_grad=1e-7 * max(c, 1.0),
        tolerance_change=1e-12,
        line_search_fn="strong_wolfe",
    )

    def closure() -> Tensor:
        solver.zero_grad()
        short = (1 - y * (x @ found[:-1] + found[-1])).clamp(min=0)  # (N,)
        loss = found[:-1].square().sum() / 2 + c * short.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    solver.step(closure)  # type: ignore[no-untyped-call]
    return LinearSVM(found[:-1].detach(), found[-1].detach())
