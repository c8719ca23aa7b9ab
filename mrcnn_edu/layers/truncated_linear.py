"""A fully connected layer made of two thin ones, so that a trained detector is faster.

``truncate`` asks the weights alone which directions matter. ``truncate_by_pca`` asks what the layer
says of examples, and keeps the directions in which its answers differ. Both have t · (m + n)
weights where the layer had m · n.
"""

import torch
from torch import Tensor, nn

from mrcnn_edu.ops.checks import check_floating, check_shapes
from mrcnn_edu.ops.truncated_svd import check_rank, truncated_svd


def truncate(linear: nn.Linear, rank: int) -> nn.Sequential:
    """Two thin layers with nothing between them, as near to one layer as its weights allow.

    Args:
        linear: from n to m numbers; it stays as it is.
        rank: t, how many numbers go from the first to the second, from 1 to the smaller of m and n.

    Returns:
        A layer from n to t, without a bias, and one from t to m, with the bias that there was. They
        say what the layer says if t is the smaller of m and n.

    Raises:
        TypeError: if ``rank`` is not a whole number.
        ValueError: if it is out of its range.

    Source:
        Girshick, "Fast R-CNN" (2015), section 3.1: the compressed layers need no training, and mAP
        fell by 0.3 points where fc6 (25088 to 4096) had rank 1024 and fc7 rank 256.

    Example:
        >>> truncate(nn.Linear(4704, 256), 16)
        Sequential(
          (0): Linear(in_features=4704, out_features=16, bias=False)
          (1): Linear(in_features=16, out_features=256, bias=True)
        )
    """
    first, second = truncated_svd(linear.weight.detach(), rank)  # (t, n), (m, t)
    return _two_layers(first, second, None if linear.bias is None else linear.bias.detach())


def truncate_by_pca(linear: nn.Linear, rank: int, inputs: Tensor) -> nn.Sequential:
    """Two thin layers, as near to one layer as can be on the examples given.

    Args:
        linear: from n to m numbers; it stays as it is.
        rank: t, how many numbers go from the first to the second, from 1 to m.
        inputs: (S, n), what the layer sees; several times t of them, or it learns them by heart.

    Returns:
        A layer from n to t, without a bias, and one from t to m, with one. Its t directions are
        the principal components of what the layer says of the examples: the eigenvectors of the
        covariance of its m numbers with the largest eigenvalues.

    Raises:
        TypeError: if ``rank`` is not a whole number, or ``inputs`` not a floating-point tensor.
        ValueError: if the rank is out of its range, or the shape is not (S, n).

    Source:
        Zhang et al., "Accelerating Very Deep Convolutional Networks" (2015), section 3.1, the
        linear case.

    Example:
        >>> layer = nn.Linear(2, 2, bias=False)
        >>> _ = layer.load_state_dict({"weight": torch.tensor([[9.0, 0.0], [0.0, 1.0]])})
        >>> silent_first = torch.tensor([[0.0, -1.0], [0.0, 0.0], [0.0, 3.0]])
        >>> truncate_by_pca(layer, 1, silent_first)(silent_first).round(decimals=3).tolist()
        [[0.0, -1.0], [0.0, 0.0], [0.0, 3.0]]
        >>> truncate(layer, 1)(silent_first).abs().max().item()
        0.0
    """
    weight = linear.weight.detach().double()  # (m, n)
    check_rank(rank, len(weight))
    check_shapes({"inputs": (inputs, "S+ N"), "linear.weight": (linear.weight, "M N")})
    check_floating("inputs", inputs)
    said = inputs.detach().double() @ weight.T  # (S, m)
    mean = said.mean(dim=0)  # (m,)
    covariance = (said - mean).T @ (said - mean) / len(said)  # (m, m)
    _, vectors = torch.linalg.eigh(covariance)  # the largest eigenvalue last
    components = vectors[:, -rank:]  # (m, t)
    # What the components leave out of the mean is the same for all, and goes into the bias.
    bias = mean - components @ (components.T @ mean)  # (m,)
    if linear.bias is not None:
        bias = bias + linear.bias.detach()
    kind = linear.weight.dtype
    return _two_layers((components.T @ weight).to(kind), components.to(kind), bias.to(kind))


def _two_layers(first: Tensor, second: Tensor, bias: Tensor | None) -> nn.Sequential:
    """Layers with the weights (t, n) and (m, t), the bias (m,) in the second."""
    (t, n), m = first.shape, len(second)
    layers = nn.Sequential(
        nn.Linear(n, t, bias=False, device=first.device, dtype=first.dtype),
        nn.Linear(t, m, bias=bias is not None, device=first.device, dtype=first.dtype),
    )
    with torch.no_grad():
        for parameter, value in zip(
            layers.parameters(), (first, second, *([] if bias is None else [bias])), strict=True
        ):
            parameter.copy_(value)
    return layers
