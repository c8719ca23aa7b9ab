"""The last step of a strange detector, mended."""

import numpy as np
import torch
from a1_parts.suite import in_numpy
from a1_parts.tools import box_iou, nms, no_picture, one_iou
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.exercises.cases import boxes_of
from mrcnn_edu.classroom.exercises.mutants import rewritten


def strange_finish(outputs, height, width, iou_threshold):
    scores, classes = outputs[:, 4], outputs[:, 5:]
    scale = outputs.new_tensor([height, width])
    centre, size = outputs[:, :2] * scale, outputs[:, 2:4] * scale
    boxes = torch.cat([centre - size / 2, centre + size / 2], dim=1)
    moved = boxes + classes * boxes.max() * outputs.new_tensor([1, 0, 1, 0])
    good = (scores >= 0.05).nonzero()[:, 0]
    kept = nms(moved[good], scores[good], iou_threshold)
    border = outputs.new_tensor([width, height, width, height])
    boxes = torch.minimum(boxes.clamp(min=0), border)
    return torch.cat([boxes, scores[:, None], classes], dim=1)[kept]


def finish(outputs, height, width, iou_threshold):
    outputs = outputs[outputs[:, 4] >= 0.05]
    scores, classes = outputs[:, 4], outputs[:, 5:]
    scale = outputs.new_tensor([width, height])
    centre, size = outputs[:, :2] * scale, outputs[:, 2:4] * scale
    boxes = torch.cat([centre - size / 2, centre + size / 2], dim=1)
    if len(boxes) == 0:
        return outputs
    moved = boxes + classes * (boxes.max() - boxes.min()) * outputs.new_tensor([1, 0, 1, 0])
    kept = nms(moved, scores, iou_threshold)
    border = outputs.new_tensor([width, height, width, height])
    boxes = torch.minimum(boxes.clamp(min=0), border)
    return torch.cat([boxes, scores[:, None], classes], dim=1)[kept]


_SCORES = [0.97, 0.89, 0.83, 0.79, 0.61, 0.53]
# Eighths of images of such sides are whole, and a third of a percent decides no threshold.
_SIDES, _THRESHOLDS = st.sampled_from([64, 80, 128, 200]), st.sampled_from([0.31, 0.47, 0.69])
_inside = st.tuples(*[st.integers(3, 5)] * 2, *[st.integers(1, 6)] * 2)
_anywhere = st.tuples(*[st.integers(0, 8)] * 2, *[st.integers(1, 7)] * 2)


def image_with(rows, scores, classes, height, width, iou_threshold):
    """The arguments, from centres and sizes in eighths of the image."""
    columns = (torch.tensor(part)[: len(rows), None].float() for part in (scores, classes))
    outputs = torch.cat([boxes_of(rows) / 8, *columns], dim=1)
    sizes = {"height": height, "width": width}
    return {"outputs": outputs} | sizes | {"iou_threshold": iou_threshold}


one_class = Cases(
    (
        image_with([[4, 4, 2, 4]], [0.75], [0], 80, 200, 0.5),
        image_with([[4, 4, 2, 4], [4, 4, 2, 3]], [0.5, 0.75], [0, 0], 80, 200, 0.5),
        image_with([[2, 2, 2, 2], [6, 6, 2, 2]], [0.5, 0.75], [0, 0], 200, 80, 0.5),
        image_with([[4, 4, 4, 4], [4, 4, 4, 1], [3, 4, 1, 1]], _SCORES, [0] * 3, 64, 64, 0.31),
        image_with([[4, 5, 2, 2], [4, 4, 2, 2], [4, 3, 2, 2]], _SCORES, [0] * 3, 200, 64, 0.31),
    ),
    st.builds(
        image_with,
        st.lists(_inside, min_size=1, max_size=5),
        st.permutations(_SCORES),
        st.just([0] * 6),
        _SIDES,
        _SIDES,
        _THRESHOLDS,
    ),
    no_picture,
)
everything = Cases(
    (
        image_with([[7, 4, 2, 3], [0, 4, 2, 3]], [0.9, 0.8], [0, 1], 80, 80, 0.31),
        image_with(
            [[4, 4, 2, 2], [2, 2, 2, 2], [6, 6, 2, 2]], [0.01, 0.9, 0.6], [0] * 3, 80, 80, 0.5
        ),
        image_with([], [], [], 80, 128, 0.5),
        image_with([[4, 4, 2, 2]], [0.01], [3], 80, 128, 0.5),
        image_with([[4, 4, 2, 2]] * 3, _SCORES, [2, 0, 2], 128, 80, 0.5),
        image_with([[0, 4, 4, 4], [0, 4, 4, 5], [8, 4, 4, 4]], _SCORES, [90, 2, 1], 200, 64, 0.31),
        image_with([[0, 0, 2, 2], [8, 8, 2, 2]], [0.6, 0.05], [1, 0], 64, 128, 0.31),
        image_with([[1, 4, 4, 4], [0, 4, 4, 4]], _SCORES, [0, 0], 80, 128, 0.61),  # cut off after
    ),
    st.builds(
        image_with,
        st.lists(_anywhere, max_size=6),
        st.permutations([*_SCORES, 0.04, 0.01, 0.049]),
        st.lists(st.sampled_from([0, 1, 2, 90]), min_size=6, max_size=6),
        _SIDES,
        _SIDES,
        _THRESHOLDS,
    ),
    no_picture,
)


def finish_class_by_class(outputs, height, width, iou_threshold):
    rows = [row for row in outputs.tolist() if row[4] >= 0.05]
    rows.sort(key=lambda row: -row[4])
    kept = []
    for cx, cy, w, h, score, label in rows:
        box = [(cx - w / 2) * width, (cy - h / 2) * height]
        box += [(cx + w / 2) * width, (cy + h / 2) * height]
        rivals = [other for other, _, of in kept if of == label]
        if all(one_iou(box, other) <= iou_threshold for other in rivals):
            kept.append((box, score, label))
    limits = [width, height, width, height]
    return [
        [*(min(max(v, 0), end) for v, end in zip(box, limits, strict=True)), score, label]
        for box, score, label in kept
    ] or torch.zeros(0, 6)


def finish_in_numpy(outputs, height, width, iou_threshold):
    rows = outputs.numpy()
    rows = rows[rows[:, 4] >= np.float32(0.05)]
    size = np.array([width, height, width, height], dtype=np.float32)
    cx, cy, w, h = rows[:, :4].T
    boxes = np.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2], axis=1) * size
    kept = []
    for label in np.unique(rows[:, 5]):
        (own,) = np.nonzero(rows[:, 5] == label)
        keep = in_numpy(torch.tensor(boxes[own]), torch.tensor(rows[own, 4]), iou_threshold)
        kept += own[keep.numpy()].tolist()
    kept = sorted(kept, key=lambda i: -rows[i, 4])
    return np.concatenate([boxes.clip(0, size), rows[:, 4:]], axis=1)[kept]


def finish_with_a_table_of_rivals(outputs, height, width, iou_threshold):
    rows = outputs[outputs[:, 4] >= 0.05]
    rows = rows[rows[:, 4].argsort(descending=True)].double()
    half = rows[:, 2:4] / 2
    boxes = torch.cat([rows[:, :2] - half, rows[:, :2] + half], dim=1)
    boxes *= torch.tensor([width, height] * 2)
    defeats = (box_iou(boxes, boxes) > iou_threshold) & (rows[:, 5, None] == rows[:, 5])
    kept = []
    for i in range(len(rows)):
        if not defeats[kept, i].any():
            kept.append(i)
    x, y = boxes[:, 0::2].clamp(0, width), boxes[:, 1::2].clamp(0, height)
    return torch.stack([x[:, 0], y[:, 0], x[:, 1], y[:, 1], rows[:, 4], rows[:, 5]], dim=1)[kept]


def finish_mended_otherwise(outputs, height, width, iou_threshold):
    scores, classes = outputs[:, 4], outputs[:, 5:]
    scale = outputs.new_tensor([width, height])
    centre, size = outputs[:, :2] * scale, outputs[:, 2:4] * scale
    boxes = torch.cat([centre - size / 2, centre + size / 2], dim=1)
    step = 4 * (height + width)  # no box is so far outside
    good = (scores >= 0.05).nonzero()[:, 0]
    kept = good[nms((boxes + classes * step)[good], scores[good], iou_threshold)]
    border = outputs.new_tensor([width, height, width, height])
    boxes = torch.minimum(boxes.clamp(min=0), border)
    return torch.cat([boxes, scores[:, None], classes], dim=1)[kept]


def finish_in_two_steps(outputs, height, width, iou_threshold):
    whole = torch.zeros(0, 6)
    for label in outputs[:, 5].unique():
        own = outputs[(outputs[:, 5] == label) & ~(outputs[:, 4] < 0.05)].clone()
        own[:, 0:4:2] *= width
        own[:, 1:4:2] *= height
        own[:, :2] -= own[:, 2:4] / 2
        own[:, 2:4] += own[:, :2]
        whole = torch.cat([whole, own[nms(own[:, :4], own[:, 4], iou_threshold)]])
    whole[:, 0:4:2] = whole[:, 0:4:2].clamp(0, width)
    whole[:, 1:4:2] = whole[:, 1:4:2].clamp(0, height)
    return whole[whole[:, 4].argsort(descending=True, stable=True)]


SCALE, MOVED = "outputs.new_tensor([width, height])", "classes * (boxes.max() - boxes.min())"
LAST = "return torch.cat([boxes, scores[:, None], classes], dim=1)[kept]"
FINISH_SOLUTIONS = (
    finish_class_by_class,
    finish_in_numpy,
    finish_with_a_table_of_rivals,
    finish_mended_otherwise,
    finish_in_two_steps,
)
SLIPS_OF_FINISH = (
    strange_finish,
    *rewritten(
        finish,
        all_by_width=(SCALE, "width"),
        all_by_height=(SCALE, "height"),
        all_by_the_longer=(SCALE, "max(width, height)"),
        in_shares=(SCALE, "1"),
        sides_exchanged=("2:4] * scale", "2:4] * scale.flip(0)"),
        centres_exchanged=(":2] * scale, ", ":2] * scale.flip(0), "),
        border_exchanged=("[width, height, width, height]", "[height, width, height, width]"),
        from_centre_to_end=("centre - size / 2", "centre"),
        of_twice_the_size=(
            "[centre - size / 2, centre + size / 2]",
            "[centre - size, centre + size]",
        ),
        as_centre_and_size=("[centre - size / 2, centre + size / 2]", "[centre, size]"),
        of_whole_pixels=("classes], dim=1)", "classes], dim=1).round()"),
        in_order_of_place=("[kept]", "[kept.sort().values]"),
        without_nms=("[kept]", ""),
        without_scores=("boxes, scores[:, None], classes", "boxes, classes"),
        classes_first=("boxes, scores[:, None], classes", "boxes, classes, scores[:, None]"),
        at_one_half=("moved, scores, iou_threshold", "moved, scores, 0.5"),
        worst_first=("nms(moved, scores", "nms(moved, -scores"),
    ),
)
finish_one_class = Exercise(
    "finish",
    finish,
    one_class,
    by_hand=([[75, 20, 125, 60, 0.75, 0]], [[75, 25, 125, 55, 0.75, 0]]),
    exhibits=(),
    mutants=(
        *SLIPS_OF_FINISH,
        *rewritten(
            finish,
            cut_off_to_one=("clamp(min=0), border", "clamp(min=0), border / border"),
            with_a_high_bar=(">= 0.05", ">= 0.8"),
        ),
    ),
    solutions=FINISH_SOLUTIONS,
)
finish_everything = Exercise(
    "finish",
    finish,
    everything,
    by_hand=([[60, 25, 80, 55, 0.9, 0], [0, 25, 10, 55, 0.8, 1]],),
    exhibits=(),
    mutants=(
        *SLIPS_OF_FINISH,
        *rewritten(
            strange_finish,
            at_right_size_only=("[height, width])", "[width, height])"),
        ),
        *rewritten(
            finish,
            moved_too_little=(MOVED, "classes * boxes.max()"),
            moved_by_the_image=(MOVED, "classes * max(width, height)"),
            moved_by_one=(MOVED, "classes"),
            not_moved=("moved = boxes + ", "moved = boxes + 0 * "),
            cut_off_before=(
                "moved = ",
                f"boxes = boxes.clamp(min=0).minimum({SCALE}.repeat(2))\n    moved = ",
            ),
            not_cut_off=("torch.minimum(boxes.clamp(min=0), border)", "boxes"),
            cut_off_left_alone=("torch.minimum(boxes.clamp(min=0), border)", "boxes.clamp(min=0)"),
            cut_off_right_alone=("boxes.clamp(min=0), border", "boxes, border"),
            weak_ones_kept=("outputs[outputs[:, 4] >= 0.05]", "outputs"),
            just_above_the_bar=(">= 0.05", "> 0.05"),
            crashing_on_nothing=("    if len(boxes) == 0:\n        return outputs\n", ""),
            a_list_for_nothing=("        return outputs\n", "        return outputs[0]\n"),
        ),
    ),
    solutions=FINISH_SOLUTIONS,
)
