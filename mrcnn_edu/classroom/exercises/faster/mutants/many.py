"""Wrong ways to pool in a batch, besides those of the museum, named after the slip."""

import torch

from mrcnn_edu.classroom.exercises.faster.one_batch import pool_boxes
from mrcnn_edu.classroom.exercises.mutants import of_rows, rewritten, with_answers, without
from mrcnn_edu.ops.roi_pooling import roi_align, roi_pool

__all__ = ["roi_align"]  # for what is rewritten


def in_torch(features, boxes, counts, stride, n):
    image = torch.arange(len(counts)).repeat_interleave(torch.tensor(counts))
    rois = torch.cat((image[:, None].to(boxes.dtype), boxes), dim=1)
    return roi_pool(features, rois, n, 1 / stride)


def mend_me(features, boxes, counts, stride, n):
    """What the lesson gives to mend: two bugs, in its two lines."""
    rois = torch.cat((torch.zeros_like(boxes[:, :1]), boxes / stride), dim=1)
    return roi_pool(features, rois, n, 1 / stride)


POOL_BOXES = (
    mend_me,
    *rewritten(
        mend_me,
        with_the_scale_mended=("boxes / stride", "boxes"),
        scaled_before_alone=("n, 1 / stride", "n, 1"),
        with_one_image_of_all=("torch.zeros_like(boxes[:, :1])",
                               "torch.full_like(boxes[:, :1], len(counts) - 1)"),
        with_the_wrong_way_round=("boxes / stride", "boxes * stride"),
    ),
    *with_answers(
        pool_boxes,
        rounded_to_tens=lambda pooled: pooled.round(decimals=-1),
        as_whole_numbers=lambda pooled: pooled.long(),
        in_half_precision=lambda pooled: pooled.half(),
        slightly_off=lambda pooled: pooled * 1.0001,
        above_zero=lambda pooled: pooled.clamp(min=0),
        in_one_row=lambda pooled: pooled.flatten(1),
        bins_turned=lambda pooled: pooled.mT,
        bins_mirrored=lambda pooled: pooled.flip(-1),
    ),
    *without("that_needs_a_row", of_rows(pool_boxes)),
    *rewritten(
        in_torch,
        counted_from_1=("torch.arange(len(counts))", "torch.arange(1, len(counts) + 1)"),
        of_the_first_image=("torch.arange(len(counts))", "torch.zeros(len(counts))"),
        of_the_last_image=("torch.arange(len(counts))", "torch.full((len(counts),),"
                           " len(counts) - 1)"),
        of_images_backwards=("torch.arange(len(counts))", "torch.arange(len(counts)).flip(0)"),
        with_the_index_last=("(image[:, None].to(boxes.dtype), boxes)",
                             "(boxes, image[:, None].to(boxes.dtype))"),
        with_an_index_for_each_box=("image[:, None].to(boxes.dtype)",
                                    "torch.arange(len(boxes))[:, None].to(boxes.dtype)"),
        with_the_index_scaled=("image[:, None].to", "(image[:, None] / stride).long().to"),
        with_y_first=("boxes), dim=1)", "boxes[:, [1, 0, 3, 2]]), dim=1)"),
        of_corner_and_sizes=("boxes), dim=1)",
                             "boxes[:, :2], boxes[:, 2:] - boxes[:, :2]), dim=1)"),
        a_pixel_short=("boxes), dim=1)", "boxes - boxes.new_tensor([0, 0, 1, 1])), dim=1)"),
        of_whole_cells_down=("boxes), dim=1)", "boxes // stride * stride), dim=1)"),
        of_boxes_sorted=("boxes), dim=1)", "boxes.sort(dim=0).values), dim=1)"),
        scaled_twice=("1 / stride", "1 / stride**2"),
        not_scaled=("1 / stride", "1"),
        scaled_the_wrong_way=("1 / stride", "stride"),
        at_half_the_stride=("1 / stride", "2 / stride"),
        at_stride_8=("1 / stride", "1 / 8"),
        at_stride_16=("1 / stride", "1 / 16"),
        of_the_images_size=("1 / stride", "1 / features.shape[-1]"),
        in_seven_bins=("rois, n,", "rois, 7,"),
        in_one_bin=("rois, n,", "rois, 1,"),
        in_a_bin_more=("rois, n,", "rois, n + 1,"),
        by_align=("roi_pool(", "roi_align("),
        by_the_smallest=("roi_pool(features", "-roi_pool(-features"),
        of_one_channel=("roi_pool(features", "roi_pool(features[:, :1]"),
        of_turned_maps=("roi_pool(features", "roi_pool(features.mT"),
        of_one_map=("roi_pool(features", "roi_pool(features.amax(dim=0, keepdim=True)"
                    ".expand_as(features)"),
    ),
)  # fmt: skip
