"""From boxes to small maps of one size, each taken from the level of the pyramid that suits it."""

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor, nn

from mrcnn_edu.layers.own_operators import (
    check_function,
    check_given,
    check_pooled,
    how_to_pass_ratio,
    name_of,
)
from mrcnn_edu.ops.roi_pooling import assign_fpn_level, roi_align

# (input, boxes, output_size, spatial_scale) and perhaps sampling_ratio, as torchvision has them.
RoIOperator = Callable[..., Tensor]
# (boxes, k_min=, k_max=) to a level for each box.
LevelOfBoxes = Callable[..., Tensor]

FINEST_LEVEL = 2  # P2, of stride 4


class RoIPooler(nn.Module):
    """An operator such as RoIAlign, on a pyramid: every box on the level for its size.

    Args:
        output_size: bins along each side.
        strides: of the maps that are pooled from, the finest first; later maps are left alone.
        roi_op: ``roi_align``, ``roi_pool``, ``roi_warp``, or a function or module of your own,
            called with the map, RoIs (R, 5), ``output_size``, the scale, and with
            ``sampling_ratio`` if it takes a fifth argument, or one of that name.
        sampling_ratio: samples of a bin along each axis. The paper says four samples in all.
        level: says on which map each box is pooled: ``assign_fpn_level``, or a function of your
            own, from boxes (R, 4) and ``k_min=2`` and ``k_max=`` the coarsest to whole numbers.

    Raises:
        TypeError: if ``roi_op`` does not take those arguments or ``level`` is not a function; when
            they are called, as well if ``roi_op`` does not give a tensor of the map's dtype, or
            ``level`` not one of whole numbers.
        ValueError: when they are called, if ``roi_op`` does not give (R, C, output_size,
            output_size), or ``level`` not (R,), or a level that is not there.

    Source:
        He et al., "Mask R-CNN" (2017), section 3; Lin et al., "Feature Pyramid Networks" (2017),
        section 4.2. The results of torchvision.ops.MultiScaleRoIAlign, which guesses strides from
        the first batch that it sees.

    Example:
        >>> maps = {"0": torch.zeros(1, 8, 64, 64), "1": torch.ones(1, 8, 32, 32)}
        >>> small_and_large = [torch.tensor([[0.0, 0.0, 32.0, 32.0], [0.0, 0.0, 250.0, 250.0]])]
        >>> RoIPooler(7, strides=(4, 8))(maps, small_and_large).mean(dim=(1, 2, 3))
        tensor([0., 1.])
    """

    def __init__(
        self,
        output_size: int,
        *,
        strides: Sequence[int] = (4, 8, 16, 32),
        roi_op: RoIOperator = roi_align,
        sampling_ratio: int = 2,
        level: LevelOfBoxes = assign_fpn_level,
    ) -> None:
        super().__init__()
        self.output_size = (output_size, output_size)
        self.strides = tuple(strides)
        self.roi_op = roi_op
        check_function("level", level, "(boxes, k_min=2, k_max=5)")
        self.level = level
        # RoIPool looks at every cell and takes no number of samples.
        self.more, self.by_name = how_to_pass_ratio(roi_op, sampling_ratio)

    def forward(self, features: Mapping[str, Tensor], boxes: Sequence[Tensor]) -> Tensor:
        """Pool the boxes of all images.

        Args:
            features: for each level a map (N, C, H_l, W_l).
            boxes: for each image (R_i, 4), xyxy in pixels of the batch.

        Returns:
            (R, C, output_size, output_size), in the order of the boxes.
        """
        maps = list(features.values())[: len(self.strides)]
        rois = number_boxes(boxes)  # (R, 5)
        levels = self._levels(rois[:, 1:], FINEST_LEVEL + len(maps) - 1) - FINEST_LEVEL  # (R,)
        order = levels.argsort(stable=True)  # (R,), level by level
        # bincount would ask a GPU for the smallest and the largest level first.
        every = torch.arange(len(maps), device=levels.device)  # (L,)
        counts = (levels[:, None] == every).sum(dim=0).tolist()  # L numbers
        pooled = [
            self._pool(feature_map, of_level, 1 / stride)
            for feature_map, stride, of_level in zip(
                maps, self.strides, torch.split(rois[order], counts), strict=True
            )
        ]  # (R_l, C, output_size, output_size) each
        return torch.cat(pooled)[order.argsort()]  # (R, C, output_size, output_size)

    def _levels(self, boxes: Tensor, coarsest: int) -> Tensor:
        """The level of each box, from that of the finest map to the coarsest: (R,)."""
        levels = self.level(boxes, k_min=FINEST_LEVEL, k_max=coarsest)
        if self.level is assign_fpn_level:  # whose values need not be read
            return levels
        check_given("level", self.level, levels, "(R,)", (len(boxes),), whole=True)
        off = (levels < FINEST_LEVEL) | (levels > coarsest)
        if off.any():
            raise ValueError(
                f"level must give numbers from {FINEST_LEVEL} to {coarsest}, got"
                f" {int(levels[off][0])} from {name_of(self.level)}; use .clamp(k_min, k_max)"
            )
        return levels.long()

    def _pool(self, feature_map: Tensor, rois: Tensor, scale: float) -> Tensor:
        """The boxes of one level: from (N, C, H, W) and (R, 5) to (R, C, size, size)."""
        pooled = self.roi_op(feature_map, rois, self.output_size, scale, *self.more, **self.by_name)
        return check_pooled(self.roi_op, pooled, feature_map, rois, self.output_size[0])


def number_boxes(boxes: Sequence[Tensor]) -> Tensor:
    """Boxes of all images in one table, the index of the image before each.

    Args:
        boxes: for each image (R_i, 4).

    Returns:
        (R, 5).

    Source:
        The RoIs of torchvision.ops.roi_align.

    Example:
        >>> number_boxes([torch.ones(1, 4), torch.zeros(0, 4), torch.ones(1, 4)])[:, 0]
        tensor([0., 2.])
    """
    numbered = [
        torch.cat((torch.full_like(of_image[:, :1], i), of_image), dim=1)  # (R_i, 5)
        for i, of_image in enumerate(boxes)
    ]
    return torch.cat(numbered)
