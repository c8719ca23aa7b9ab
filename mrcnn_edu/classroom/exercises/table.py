"""The exercises of the lessons: the right function, its cases, its exhibits, its table."""

from collections.abc import Callable
from typing import Any, NamedTuple

import torch

from mrcnn_edu.classroom import box_examples, cases, nms_examples, roi_cases, roi_examples
from mrcnn_edu.classroom.museum import batched_nms as batched_museum
from mrcnn_edu.classroom.museum import batched_roi_align as batched_roi_align_museum
from mrcnn_edu.classroom.museum import bilinear as bilinear_museum
from mrcnn_edu.classroom.museum import boxes as boxes_museum
from mrcnn_edu.classroom.museum import formats as formats_museum
from mrcnn_edu.classroom.museum import nms as nms_museum
from mrcnn_edu.classroom.museum import roi_align as roi_align_museum
from mrcnn_edu.classroom.museum import roi_pool as roi_pool_museum
from mrcnn_edu.classroom.museum import soft_nms as soft_museum
from mrcnn_edu.classroom.one_box import align_one_box, pool_one_box
from mrcnn_edu.ops import boxes, nms, roi_pooling


def cxcywh_to_xyxy(centres_and_sizes):
    return boxes.box_convert(centres_and_sizes, "cxcywh", "xyxy")


class Exercise(NamedTuple):
    name: str
    reference: Callable[..., Any]
    cases: cases.Cases
    exhibits: list[Callable[..., Any]]
    expected: list[Any]  # by hand, for cases.examples in order; the last example has none


EXERCISES = [
    Exercise(
        "cxcywh_to_xyxy",
        cxcywh_to_xyxy,
        cases.centres_and_sizes,
        formats_museum.CENTRE_TO_CORNERS,
        [corners for _, _, corners in box_examples.CENTRES_AND_SIZES],
    ),
    Exercise(
        "clip_boxes_to_image",
        boxes.clip_boxes_to_image,
        cases.boxes_and_image_size,
        formats_museum.CLIP_BOXES_TO_IMAGE,
        [clipped for *_, clipped in box_examples.BOXES_AND_IMAGE_SIZE],
    ),
    Exercise(
        "box_iou",
        boxes.box_iou,
        cases.two_sets_of_boxes,
        boxes_museum.BOX_IOU,
        [iou for *_, iou, _ in box_examples.TWO_SETS_OF_BOXES],
    ),
    Exercise(
        "generalized_box_iou",
        boxes.generalized_box_iou,
        cases.two_sets_of_boxes,
        boxes_museum.GENERALIZED_BOX_IOU,
        [giou for *_, giou in box_examples.TWO_SETS_OF_BOXES],
    ),
    Exercise(
        "nms",
        nms.nms,
        cases.scored_boxes,
        nms_museum.NMS,
        [keep for *_, keep in nms_examples.SCORED_BOXES],
    ),
    Exercise(
        "batched_nms",
        nms.batched_nms,
        cases.scored_boxes_with_classes,
        batched_museum.BATCHED_NMS,
        [keep for *_, keep in nms_examples.CLASSED_BOXES],
    ),
    Exercise(
        "soft_nms",
        nms.soft_nms,
        cases.scored_boxes_without_ties,
        soft_museum.SOFT_NMS,
        [(keep, scores) for *_, keep, scores in nms_examples.BOXES_TO_SOFTEN],
    ),
    Exercise(
        "bilinear_interpolate",
        roi_pooling.bilinear_interpolate,
        roi_cases.points_on_a_map,
        bilinear_museum.BILINEAR,
        [values for *_, values in roi_examples.POINTS_ON_A_MAP],
    ),
    Exercise(
        "pool_one_box",
        pool_one_box,
        roi_cases.one_box_on_a_map,
        roi_pool_museum.ROI_POOL,
        [pooled for *_, pooled in roi_examples.ONE_BOX_ON_A_MAP],
    ),
    Exercise(
        "align_one_box",
        align_one_box,
        roi_cases.one_box_to_align,
        roi_align_museum.ROI_ALIGN,
        [pooled for *_, pooled in roi_examples.ONE_BOX_TO_ALIGN],
    ),
    Exercise(
        "roi_align",
        roi_pooling.roi_align,
        roi_cases.boxes_to_align,
        batched_roi_align_museum.BATCHED_ROI_ALIGN,
        [pooled for *_, pooled in roi_examples.BOXES_TO_ALIGN],
    ),
]


def as_expected(by_hand: Any, like: torch.Tensor | tuple[torch.Tensor, ...]) -> tuple[Any, ...]:
    """Results found by hand as tensors of the types and, where empty, the shapes of ``like``."""
    if not isinstance(like, tuple):
        by_hand, like = (by_hand,), (like,)
    tensors = [torch.tensor(b, dtype=part.dtype) for b, part in zip(by_hand, like, strict=True)]
    return tuple(
        tensor.reshape(part.shape) if tensor.numel() == part.numel() == 0 else tensor
        for tensor, part in zip(tensors, like, strict=True)
    )
