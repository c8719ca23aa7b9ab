"""Write a detector as an ONNX file, for programs that run such files and know nothing of PyTorch.

``python -m tools.export_onnx detector.onnx --size 480 640 --weights FILE`` needs torchvision, onnx
and onnxscript. Without ``--weights`` it writes the small detector that ships with the course. The
file takes one image (3, H, W) of that size, red, green and blue from 0 to 1, and gives "boxes"
(D, 4) in its pixels, "labels" (D,), "scores" (D,) and, of a Mask R-CNN, "masks" (D, 1, 28, 28),
which the detector's ``paste`` puts into the image: ``mrcnn_edu.ops.exact_masks.paste_masks_exact``
of the small detectors, ``mrcnn_edu.ops.masks.paste_masks`` of the others.

Loops that go on until something in a tensor says stop have no place in such a file, and our NMS,
our RoIAlign and the counting of boxes on each level are such. Here they are exchanged for
torchvision's operators, which ONNX knows by name, called so that any number of boxes may come.
"""

import argparse
import copy
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torchvision.ops import nms, roi_align

from mrcnn_edu.cli.detectors import add_detector_options, read_detector
from mrcnn_edu.detectors.two_stage import TwoStageDetector, restore
from mrcnn_edu.layers.roi_pooler import FINEST_LEVEL, RoIPooler, number_boxes
from mrcnn_edu.ops.roi_pooling import assign_fpn_level


def nms_of_moved_boxes(
    boxes: Tensor, scores: Tensor, groups: Tensor, iou_threshold: float
) -> Tensor:
    """Like ``batched_nms``, in one call: each group is moved to a place where no other is.

    Args:
        boxes: (N, 4), xyxy in pixels, from 0 up.
        scores: (N,).
        groups: (N,), from 0 up.
        iou_threshold: in [0, 1].

    Returns:
        (K,), int64 indices of the boxes kept, best score first.

    Source:
        The way of torchvision's batched_nms with up to 1,000 boxes. Moved far, coordinates are
        rounded: with 91 classes in an image of 1333 pixels, to a 128th of a pixel.
    """
    moved = boxes + (groups * (boxes.max() + 1))[:, None]  # (N, 4)
    return nms(moved, scores, iou_threshold)


class RoIAlignOfAnyNumber(nn.Module):
    """What a ``RoIPooler`` gives, without asking how many boxes there are on each level.

    Args:
        pooler: whose sizes and strides to take over.
    """

    def __init__(self, pooler: RoIPooler) -> None:
        super().__init__()
        self.output_size = pooler.output_size
        self.strides = pooler.strides

    def forward(self, features: Mapping[str, Tensor], boxes: Sequence[Tensor]) -> Tensor:
        """From maps (N, C, H_l, W_l) and, for each image, (R_i, 4) to (R, C, size, size)."""
        maps = list(features.values())[: len(self.strides)]
        rois = number_boxes(boxes)  # (R, 5)
        coarsest = FINEST_LEVEL + len(maps) - 1
        levels = assign_fpn_level(rois[:, 1:], k_min=FINEST_LEVEL, k_max=coarsest) - FINEST_LEVEL
        pooled = maps[0].new_zeros(len(rois), maps[0].shape[1], *self.output_size)
        for level, (feature_map, stride) in enumerate(zip(maps, self.strides, strict=True)):
            here = (levels == level).nonzero().squeeze(1)  # (R_l,)
            found = roi_align(feature_map, rois[here], self.output_size, 1 / stride, 2)
            pooled = pooled.index_copy(0, here, found)
        return pooled  # (R, C, size, size)


class ForOneImage(nn.Module):
    """A detector from a tensor to tensors, without checks of values, and without pasting.

    Args:
        detector: stays as it is; a copy is changed.
    """

    def __init__(self, detector: TwoStageDetector) -> None:
        super().__init__()
        self.detector = copy.deepcopy(detector).eval()
        heads = self.detector.roi_heads
        self.detector.rpn.nms = heads.nms = nms_of_moved_boxes
        self.names = ["boxes", "labels", "scores"]
        heads.box_pooler = RoIAlignOfAnyNumber(heads.box_pooler)
        if hasattr(heads, "mask_pooler"):
            heads.mask_pooler = RoIAlignOfAnyNumber(heads.mask_pooler)
            self.names.append("masks")

    def forward(self, image: Tensor) -> list[Tensor]:
        """From (3, H, W) to what ``names`` lists."""
        batch, _ = self.detector.transform([image])
        features = self.detector.backbone(batch.tensors)
        proposals, _ = self.detector.rpn(batch, features)
        (found,), _ = self.detector.roi_heads(features, proposals, batch.image_sizes)
        small_masks = found.pop("masks", None)
        size = (image.shape[1], image.shape[2])
        found = restore(found, batch.image_sizes[0], size) | {"masks": small_masks}
        return [found[name] for name in self.names]


def export(detector: TwoStageDetector, size: tuple[int, int]) -> torch.onnx.ONNXProgram:
    """The detector as an ONNX program, for images of one size.

    Args:
        detector: Mask R-CNN or Faster R-CNN on a pyramid, on the CPU.
        size: (height, width) of the images, in pixels.

    Raises:
        ValueError: if it has other heads.
    """
    if detector.roi_heads.target_axes.keys() - {"boxes", "labels", "masks"}:
        raise ValueError("detector must find boxes or masks; keypoints cannot be written")
    module = ForOneImage(detector)
    # Strictly, by reading the program: by running it, no number of boxes can be left open.
    graph = torch.export.export(module, (torch.zeros(3, *size),), strict=True)
    program = torch.onnx.export(
        graph, dynamo=True, input_names=["image"], output_names=module.names, verbose=False
    )
    assert program is not None
    return program


def main(arguments: Sequence[str] | None = None) -> None:
    """What the command does."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("output", type=Path, metavar="FILE.onnx")
    parser.add_argument(
        "--size", type=int, nargs=2, required=True, metavar=("H", "W"), help="of every image"
    )
    add_detector_options(parser, weights_help="default: the small detector that ships")
    parser.set_defaults(device="cpu")
    chosen = parser.parse_args(arguments)
    _, detector = read_detector(chosen)
    program = export(detector, tuple(chosen.size))
    program.save(chosen.output)
    height, width = chosen.size
    outputs = ", ".join(value.name for value in program.model.graph.outputs)
    print(f"{chosen.output}: image (3, {height}, {width}) -> {outputs}")


if __name__ == "__main__":
    main()
