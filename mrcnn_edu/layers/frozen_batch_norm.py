"""Batch norm whose numbers never change, and why it costs nothing: it folds into a convolution.

Detectors train on one or two large images at a time, too few for the mean and variance of a batch
to mean anything, so they keep those of the classifier that they start from. What is left is
``y = x * scale + shift``, a multiplication and an addition a channel. The convolution before it
multiplies and adds anyway, so that

    scale * (W * x) + shift = (scale W) * x + shift

and nobody needs to walk through a feature map of tens of megabytes once more.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d

# What makes the normalisation of so many channels: FrozenBatchNorm2d, nn.BatchNorm2d, or
# lambda channels: nn.GroupNorm(32, channels).
Norm = Callable[[int], nn.Module]


class FrozenBatchNorm2d(nn.Module):
    """Batch norm with fixed statistics and a fixed affine map: no parameters, only buffers.

    Args:
        num_features: C, the channels.
        eps: added to the variance. The COCO weights that torchvision published in 2019 want 0.

    Source:
        Ioffe and Szegedy, "Batch Normalization" (2015), section 3.1, where the statistics stand
        still in inference; He et al., "Deep Residual Learning" (2016), appendix A, which keeps
        them fixed in training a detector. The results and state-dict keys of
        torchvision.ops.FrozenBatchNorm2d.

    Example:
        >>> norm = FrozenBatchNorm2d(2, eps=0.0)
        >>> norm.running_mean += 3
        >>> norm.running_var *= 4
        >>> norm(torch.full((1, 2, 1, 1), 7.0)).flatten()  # (7 - 3) / sqrt(4)
        tensor([2., 2.])
    """

    weight: Tensor
    bias: Tensor
    running_mean: Tensor
    running_var: Tensor

    def __init__(self, num_features: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.register_buffer("weight", torch.ones(num_features))
        self.register_buffer("bias", torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_load_state_dict_pre_hook(_drop_batch_count)  # type: ignore[no-untyped-call]

    def scale_and_shift(self) -> tuple[Tensor, Tensor]:
        """The two numbers for each channel, (C,) and (C,), to which the four buffers come down."""
        scale = self.weight * (self.running_var + self.eps).rsqrt()
        return scale, self.bias - self.running_mean * scale

    def forward(self, x: Tensor) -> Tensor:
        """Normalise (N, C, H, W)."""
        scale, shift = self.scale_and_shift()
        return x * scale[:, None, None] + shift[:, None, None]

    def extra_repr(self) -> str:
        """What print shows between the brackets."""
        return f"{len(self.weight)}, eps={self.eps}"


def conv_norm(x: Tensor, conv: nn.Conv2d, norm: nn.Module) -> Tensor:
    """``norm(conv(x))``, in one pass where ``norm`` is frozen.

    The folded weights are made anew in each call. That is cheap beside the convolution (a weight
    is used once for each cell of the map), and leaves nothing to be kept in step with
    ``load_state_dict``, ``train``, ``to`` or an optimiser. In training the gradient reaches
    ``conv.weight`` through the product.

    Args:
        x: (N, C, H, W).
        conv: a convolution without bias, padded with zeros.
        norm: what follows it. Where it is frozen, hooks on either are not called.

    Returns:
        (N, C', H', W').

    Raises:
        ValueError: if ``conv`` has a bias, which a norm after it would make useless.

    Source:
        Jacob et al., "Quantization and Training of Neural Networks" (2018), section 3.2.

    Example:
        >>> conv, norm = nn.Conv2d(3, 8, 1, bias=False), FrozenBatchNorm2d(8)
        >>> x = torch.rand(1, 3, 4, 4)
        >>> torch.allclose(conv_norm(x, conv, norm), norm(conv(x)), atol=1e-6)
        True
    """
    if conv.bias is not None:
        raise ValueError(f"conv must have no bias, got {conv}; use nn.Conv2d(..., bias=False)")
    if not isinstance(norm, FrozenBatchNorm2d):
        out: Tensor = norm(conv(x))
        return out
    scale, shift = norm.scale_and_shift()
    folded = conv.weight * scale[:, None, None, None]  # (C', C, kernel, kernel)
    return conv2d(x, folded, shift, conv.stride, conv.padding, conv.dilation, conv.groups)


def _drop_batch_count(
    module: nn.Module, state_dict: dict[str, Any], prefix: str, *_: object
) -> None:
    """Leave out of a state dict how many batches trainable batch norm had seen."""
    state_dict.pop(prefix + "num_batches_tracked", None)
