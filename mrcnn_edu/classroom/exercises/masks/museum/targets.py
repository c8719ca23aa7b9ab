"""Wrong targets of a mask head: one mask, seen through one proposal.

mask (H, W) of 0 and 1, proposal (4,), size M, to (M, M). The mask should be read as RoIAlign reads
a map of stride 1, aligned, with as many samples along a side of a bin as it is pixels long.
``MASK_TARGET`` lists the bugs.
"""

from mrcnn_edu.classroom.exercises.masks.one_mask import mask_target
from mrcnn_edu.ops.masks import masks_to_boxes
from mrcnn_edu.ops.roi_pooling import roi_align


def target_of_true_box(mask, proposal, size):
    box = masks_to_boxes(mask[None])[0].to(proposal)
    box[2:] += 1  # the last pixel is included
    return mask_target(mask, box, size)


def target_half_a_pixel_off(mask, proposal, size):
    return roi_align(mask[None, None], [proposal[None]], size, 1.0, -1, False)[0, 0]


def target_of_the_nearest(mask, proposal, size):
    x1, y1, x2, y2 = proposal.tolist()
    target = mask.new_zeros(size, size)
    for i in range(size):
        for j in range(size):
            y, x = y1 + (i + 0.5) * (y2 - y1) / size, x1 + (j + 0.5) * (x2 - x1) / size
            target[i, j] = mask[int(y), int(x)]
    return target


def target_of_whole_pixels(mask, proposal, size):
    return mask_target(mask, proposal.round(), size)


def target_rounded(mask, proposal, size):
    return (mask_target(mask, proposal, size) > 0.5).to(mask)


MASK_TARGET = [
    target_of_true_box,
    target_half_a_pixel_off,
    target_of_the_nearest,
    target_of_whole_pixels,
    target_rounded,
]
