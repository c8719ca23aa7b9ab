"""RoIPool and RoIAlign of one box on one map of one channel: a first exercise without batches.

The package's operators take (N, C, H, W) and (R, 5). Here both are stripped to what the idea
needs, and the answer is a grid of numbers.
"""

from torch import Tensor

from mrcnn_edu.ops.roi_pooling import roi_align, roi_pool


def pool_one_box(
    features: Tensor, box: Tensor, output_size: int, spatial_scale: float = 1.0
) -> Tensor:
    """``roi_pool`` of one box on one map.

    Args:
        features: (H, W), floating point.
        box: (4,), xyxy in image pixels, floating point.
        output_size: bins along each side.
        spatial_scale: cells for each pixel, such as 1/16 on a map of stride 16.

    Returns:
        (output_size, output_size).

    Raises:
        TypeError: if features or box are not floating-point tensors, or a number is not a number.
        ValueError: if a shape, a device or a number does not fit.

    Example:
        >>> import torch
        >>> pool_one_box(torch.arange(16.0).reshape(4, 4), torch.tensor([0.0, 0, 2, 2]), 2)
        tensor([[ 5.,  6.],
                [ 9., 10.]])
    """
    return roi_pool(features[None, None], [box[None]], output_size, spatial_scale)[0, 0]


def align_one_box(
    features: Tensor,
    box: Tensor,
    output_size: int,
    spatial_scale: float = 1.0,
    sampling_ratio: int = 2,
    aligned: bool = False,
) -> Tensor:
    """``roi_align`` of one box on one map.

    Args:
        features: (H, W), floating point.
        box: (4,), xyxy in image pixels, floating point.
        output_size: bins along each side.
        spatial_scale: cells for each pixel, such as 1/16 on a map of stride 16.
        sampling_ratio: samples of a bin along each axis.
        aligned: whether to shift boxes by half a cell, as coordinates with pixel centres at
            i + 0.5 need. Without it a box is also made at least one cell long.

    Returns:
        (output_size, output_size).

    Raises:
        TypeError: if features or box are not floating-point tensors, or a number is not a number.
        ValueError: if a shape, a device or a number does not fit.

    Example:
        >>> import torch
        >>> peak = torch.tensor([[0.0, 0, 0], [0, 16, 0], [0, 0, 0]])
        >>> align_one_box(peak, torch.tensor([1.0, 1, 5, 5]), 2, 1 / 2)
        tensor([[9.0000, 1.5000],
                [1.5000, 0.2500]])
    """
    maps, boxes = features[None, None], [box[None]]
    return roi_align(maps, boxes, output_size, spatial_scale, sampling_ratio, aligned)[0, 0]
