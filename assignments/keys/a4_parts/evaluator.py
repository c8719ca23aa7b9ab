"""An evaluator of masks over several images, which came with four faults."""

import numpy as np
import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Cases, Exercise
from mrcnn_edu.classroom.exercises.mutants import named, with_answers, with_arguments


def mask_ap(masks, scores, images, true_masks, true_images, threshold):
    return _ap(masks, scores, images, true_masks, true_images, threshold)


def _iou(shared, own, others):
    return np.divide(shared, own + others - shared, out=np.zeros(len(shared)), where=shared > 0)


def _under_the_stairs(right, objects):
    """Every object that is found adds the best precision there or later."""
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    return float((best * right).sum() / objects)


def _ap(
    masks,
    scores,
    images,
    true_masks,
    true_images,
    threshold,
    *,
    overlap=_iou,
    same=lambda image, true_images: true_images == image,
    curve=_under_the_stairs,
    to_find=lambda true_images, images: len(true_images),
    enough=np.greater_equal,
    order=lambda s: np.argsort(-s, kind="stable"),
    free_again=False,
    only_the_best=False,
):
    """The right way, with every step that can go wrong as an argument."""
    masks, true_masks = (m.numpy().astype(bool) for m in (masks, true_masks))
    images, true_images = images.numpy(), true_images.numpy()
    objects = to_find(true_images, images)
    if objects == 0:
        return torch.tensor(-1.0, dtype=torch.float64)
    free, right = np.ones(len(true_masks), bool), []
    for d in order(scores.double().numpy()):
        shared = (masks[d] & true_masks).sum(axis=(1, 2)).astype(float)
        iou = overlap(shared, float(masks[d].sum()), true_masks.sum(axis=(1, 2)).astype(float))
        fits = same(images[d], true_images)
        if only_the_best and fits.any():
            fits = fits & (iou == np.where(fits, iou, -1).max())
        iou = np.where(fits & (free | free_again), iou, -1.0)
        best = int(iou.argmax()) if len(iou) else -1
        hit = bool(len(iou)) and bool(enough(iou[best], threshold))
        if hit:
            free[best] = False
        right.append(hit)
    return torch.tensor(curve(np.array(right, dtype=bool), objects), dtype=torch.float64)


def as_it_stood(masks, scores, images, true_masks, true_images, threshold):
    """What the notebook hands out to be mended."""
    if len(true_masks) == 0:
        return -1.0
    objects = sum(image in images.tolist() for image in true_images.tolist())
    free = torch.ones(len(true_masks), dtype=torch.bool)
    right = []
    for d in scores.argsort(descending=True, stable=True).tolist():
        shared = (masks[d] & true_masks).sum(dim=(1, 2))
        iou = shared / masks[d].sum()
        iou[~free] = -1
        best = int(iou.argmax())
        hit = bool(iou[best] >= threshold)
        if hit:
            free[best] = False
        right.append(hit)
    right = torch.tensor(right, dtype=torch.float64)
    precision = right.cumsum(dim=0) / torch.arange(1, len(right) + 1)
    return (precision * right).sum() / objects


def in_loops(masks, scores, images, true_masks, true_images, threshold):
    objects = len(true_images)
    if objects == 0:
        return -1
    taken, rows, found = set(), [], 0
    ranked = sorted(range(len(scores)), key=lambda d: (-float(scores[d]), d))
    for seen, d in enumerate(ranked, start=1):
        own = {tuple(place) for place in masks[d].nonzero().tolist()}
        best, place = -1.0, None
        for g in range(objects):
            if g in taken or true_images[g] != images[d]:
                continue
            other = {tuple(place) for place in true_masks[g].nonzero().tolist()}
            iou = len(own & other) / len(own | other) if own | other else 0.0
            if iou > best:
                best, place = iou, g
        if place is not None and best >= threshold:
            taken.add(place)
            found += 1
            rows.append((found / seen, True))
        else:
            rows.append((found / seen, False))
    total = 0.0
    for n, (_, hit) in enumerate(rows):
        if hit:
            total += max(p for p, _ in rows[n:])
    return total / objects


def in_torch(masks, scores, images, true_masks, true_images, threshold):
    if len(true_masks) == 0:
        return -1.0
    a, b = masks.flatten(1).double(), true_masks.flatten(1).double()
    shared = a @ b.T
    union = a.sum(1)[:, None] + b.sum(1) - shared
    iou = torch.where(images[:, None] == true_images, shared / union.clamp(min=1), -1.0)
    right = torch.zeros(len(scores), dtype=torch.float64)
    order = torch.sort(scores, descending=True, stable=True).indices
    for rank, d in enumerate(order.tolist()):
        best = iou[d].max()
        if best >= threshold:
            right[rank] = 1
            iou[:, iou[d].numpy().argmax()] = -1
    precision = right.cumsum(0) / torch.arange(1, len(right) + 1)
    best = precision.flip(0).cummax(0).values.flip(0) if len(right) else precision
    return (best * right).sum() / len(true_masks)


def image_by_image(masks, scores, images, true_masks, true_images, threshold):
    """Matched in each image alone, and then put into one list."""
    if len(true_masks) == 0:
        return -1.0
    marks = np.zeros(len(scores))
    for image in images.unique().tolist():
        mine = (images == image).nonzero()[:, 0].tolist()
        left = (true_images == image).nonzero()[:, 0].tolist()
        for d in sorted(mine, key=lambda d: -scores[d].item()):
            overlaps = [
                (masks[d] & true_masks[g]).sum().item()
                / max((masks[d] | true_masks[g]).sum().item(), 1)
                for g in left
            ]
            if overlaps and max(overlaps) >= threshold:
                left.pop(overlaps.index(max(overlaps)))
                marks[d] = 1
    marks = marks[np.argsort(-scores.numpy(), kind="stable")]
    total, best = 0.0, 0.0
    for n in range(len(marks), 0, -1):
        best = max(best, marks[:n].sum() / n)
        total += best * marks[n - 1]
    return total / len(true_masks)


def mended(masks, scores, images, true_masks, true_images, threshold):
    """As it stood, with as little changed as will do."""
    if len(true_masks) == 0:
        return -1.0
    free = torch.ones(len(true_masks), dtype=torch.bool)
    right = []
    for d in scores.argsort(descending=True, stable=True).tolist():
        shared = (masks[d] & true_masks).sum(dim=(1, 2))
        iou = shared / (masks[d] | true_masks).sum(dim=(1, 2))
        iou[~free | (true_images != images[d])] = -1
        best = int(iou.argmax())
        hit = bool(iou[best] >= threshold)
        if hit:
            free[best] = False
        right.append(hit)
    right = torch.tensor(right, dtype=torch.float64)
    precision = right.cumsum(dim=0) / torch.arange(1, len(right) + 1)
    later = [precision[n:].max() for n in range(len(right))]
    return sum(p * r for p, r in zip(later, right, strict=True)) / len(true_masks)


SOLUTIONS = (in_loops, in_torch, image_by_image, mended, mask_ap)


def _slip(**changes):
    return lambda m, s, i, t, n, h: _ap(m, s, i, t, n, h, **changes)


def _no_later(right, objects):
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    return float((precision * right).sum() / objects)


def _eleven(right, objects):
    found = np.cumsum(right)
    precision = found / np.arange(1, len(right) + 1)
    return float(
        np.mean([max(precision[found * 10 >= k * objects], default=0.0) for k in range(11)])
    )


def _of_all_rows(right, objects):
    """Every row adds its precision, right or wrong."""
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    return float(best.sum() / objects)


def _best_before(right, objects):
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    return float((np.maximum.accumulate(precision) * right).sum() / objects)


def _share(function):
    """Another way to say how well two masks agree; 0 where they share nothing."""

    def overlap(shared, own, others):
        whole = function(shared, own, others) + np.zeros(len(shared))
        return np.divide(shared, whole, out=np.zeros(len(shared)), where=shared > 0)

    return overlap


def _of_boxes(m, s, i, t, n, h):
    """Compares the boxes around the masks."""

    def filled(masks):
        full = torch.zeros_like(masks)
        for k, mask in enumerate(masks):
            y, x = mask.nonzero().unbind(1)
            if len(x):
                full[k, y.min() : y.max() + 1, x.min() : x.max() + 1] = 1
        return full

    return mask_ap(filled(m), s, i, filled(t), n, h)


ONE = (
    *named(
        as_it_stood=as_it_stood,
        share_of_the_detection=_slip(overlap=_share(lambda s, a, b: a)),
        share_of_the_object=_slip(overlap=_share(lambda s, a, b: b)),
        share_of_the_smaller=_slip(overlap=_share(lambda s, a, b: np.minimum(a, b))),
        share_of_the_larger=_slip(overlap=_share(lambda s, a, b: np.maximum(a, b))),
        share_of_the_sum=_slip(overlap=_share(lambda s, a, b: a + b)),
        dice=_slip(overlap=_share(lambda s, a, b: (a + b) / 2)),
        shared_pixels=_slip(overlap=lambda s, a, b: s),
        of_boxes=_of_boxes,
        without_there_or_later=_slip(curve=_no_later),
        of_eleven_levels=_slip(curve=_eleven),
        of_all_rows=_slip(curve=_of_all_rows),
        best_there_or_before=_slip(curve=_best_before),
        recall_alone=_slip(curve=lambda r, n: r.sum() / n),
        precision_alone=_slip(curve=lambda r, n: r.sum() / max(len(r), 1)),
        over_detections=_slip(curve=lambda r, n: _under_the_stairs(r, max(len(r), 1))),
        over_what_was_found=_slip(curve=lambda r, n: _under_the_stairs(r, max(r.sum(), 1))),
        found_again_and_again=_slip(free_again=True),
        only_the_best_object=_slip(only_the_best=True),
        above_the_threshold_alone=_slip(enough=np.greater),
        at_one_half=lambda m, s, i, t, n, h: mask_ap(m, s, i, t, n, 0.5),
        in_the_order_given=_slip(order=lambda s: np.arange(len(s))),
        lowest_score_first=_slip(order=lambda s: np.argsort(s, kind="stable")),
        last_of_equals_first=_slip(order=lambda s: np.argsort(s, kind="stable")[::-1]),
        in_percent=lambda *given: 100 * mask_ap(*given),
    ),
    *with_answers(
        mask_ap,
        in_two_digits=lambda a: a.round(decimals=2),
        in_a_row=lambda a: a[None],
        as_yes_or_no=lambda a: a > 0.5,
    ),
    *with_arguments(mask_ap, that_changes_its_input=lambda v: v.mul_(2) / 2),
)


def _in_each_image(which, count_empty):
    """A mean over images instead of one list."""

    def ap(m, s, i, t, n, h):
        if len(t) == 0:
            return -1.0
        found = []
        for image in which(i.tolist(), n.tolist()):
            one = float(
                mask_ap(
                    m[i == image], s[i == image], i[i == image], t[n == image], n[n == image], h
                )
            )
            if one >= 0 or count_empty:
                found.append(max(one, 0.0))
        return float(np.mean(found)) if found else 0.0

    return ap


def _lists_joined_by_image(m, s, i, t, n, h):
    """Sorts within each image, and puts one image after the other."""
    order = sorted(range(len(s)), key=lambda d: (int(i[d]), -float(s[d])))
    return _ap(m, s, i, t, n, h, order=lambda _: np.array(order, dtype=int))


MANY = named(
    as_it_stood=as_it_stood,
    images_not_looked_at=_slip(same=lambda image, n: np.ones(len(n), bool)),
    images_turned=_slip(same=lambda image, n: n != image),
    images_from_here_on=_slip(same=lambda image, n: n >= image),
    images_up_to_here=_slip(same=lambda image, n: n <= image),
    objects_of_images_with_detections=lambda m, s, i, t, n, h: (
        mask_ap(m, s, i, t[torch.isin(n, i)], n[torch.isin(n, i)], h)
        if torch.isin(n, i).any() or not len(n)
        else torch.tensor(0.0)
    ),
    images_with_detections_alone=_in_each_image(lambda i, n: sorted(set(i)), count_empty=False),
    images_with_objects_alone=_in_each_image(lambda i, n: sorted(set(n)), count_empty=False),
    all_images=_in_each_image(lambda i, n: sorted({*i, *n}), count_empty=True),
    detections_of_images_with_objects=lambda m, s, i, t, n, h: mask_ap(
        m[torch.isin(i, n)], s[torch.isin(i, n)], i[torch.isin(i, n)], t, n, h
    ),
    image_after_image=_lists_joined_by_image,
    of_the_first_image=lambda m, s, i, t, n, h: mask_ap(
        m[i == 0], s[i == 0], i[i == 0], t[n == 0], n[n == 0], h
    ),
    of_the_last_image=lambda m, s, i, t, n, h: mask_ap(
        *_only(i, n, max([*i.tolist(), *n.tolist()], default=0), m, s, t), h
    ),
    number_of_images=_slip(to_find=lambda n, i: len(set(n.tolist()))),
    number_of_all_images=_slip(to_find=lambda n, i: len({*n.tolist(), *i.tolist()})),
    surest_of_each_image=lambda m, s, i, t, n, h: _surest(m, s, i, t, n, h),
    zero_without_objects=lambda m, s, i, t, n, h: (
        mask_ap(m, s, i, t, n, h) if len(t) else torch.tensor(0.0)
    ),
    one_without_objects=lambda m, s, i, t, n, h: (
        mask_ap(m, s, i, t, n, h) if len(t) else torch.tensor(1.0)
    ),
    nan_without_detections=lambda m, s, i, t, n, h: (
        mask_ap(m, s, i, t, n, h) if len(m) or not len(t) else torch.tensor(float("nan"))
    ),
    minus_one_without_detections=lambda m, s, i, t, n, h: (
        mask_ap(m, s, i, t, n, h) if len(m) else torch.tensor(-1.0)
    ),
    without_there_or_later=_slip(curve=_no_later),
    share_of_the_detection=_slip(overlap=_share(lambda s, a, b: a)),
    found_again_and_again=_slip(free_again=True),
    only_the_best_object=_slip(only_the_best=True),
)


def _only(images, true_images, image, masks, scores, true_masks):
    mine, theirs = images == image, true_images == image
    return masks[mine], scores[mine], images[mine], true_masks[theirs], true_images[theirs]


def _surest(masks, scores, images, true_masks, true_images, threshold):
    """One detection for each image."""
    kept = {}
    for d in scores.argsort(descending=True, stable=True).tolist():
        kept.setdefault(int(images[d]), d)
    rows = torch.tensor(sorted(kept.values()), dtype=torch.int64)
    return mask_ap(masks[rows], scores[rows], images[rows], true_masks, true_images, threshold)


def _mask_of(text):
    """A mask written as rows of dots and hashes."""
    return [[character == "#" for character in row] for row in text.split()]


def _case(detections, objects, threshold=0.5, size=(2, 4)):
    """Detections are (mask, score, image), objects (mask, image)."""

    def stacked(masks):
        return torch.tensor(masks, dtype=torch.bool).reshape(-1, *size)

    return {
        "masks": stacked([_mask_of(mask) for mask, _, _ in detections]),
        "scores": torch.tensor([score for _, score, _ in detections], dtype=torch.float32),
        "images": torch.tensor([image for *_, image in detections], dtype=torch.int64),
        "true_masks": stacked([_mask_of(mask) for mask, _ in objects]),
        "true_images": torch.tensor([image for _, image in objects], dtype=torch.int64),
        "threshold": threshold,
    }


# Few shapes, so that many agree.
_SHAPES = [
    "##../##..",
    "###./###.",
    "#.../....",
    "..##/..##",
    "####/####",
    "##../....",
    ".##./.##.",
    "#..#/....",
]
_SHAPES = [shape.replace("/", " ") for shape in _SHAPES]
_shape = st.sampled_from(_SHAPES)
_score = st.sampled_from([0.5, 0.75, 0.25, 1.0, 0.125, 0.875, 0.375])
_threshold = st.sampled_from([0.5, 0.75, 0.25])


@st.composite
def _one(draw):
    objects = draw(st.lists(st.tuples(_shape, st.just(0)), min_size=1, max_size=3))
    detections = draw(st.lists(st.tuples(_shape, _score, st.just(0)), min_size=1, max_size=6))
    return _case(detections, objects, draw(_threshold))


@st.composite
def _many(draw):
    image = st.sampled_from([0, 0, 1, 2])
    most = draw(st.sampled_from([4, 3, 4, 1, 0]))
    objects = draw(st.lists(st.tuples(_shape, image), min_size=min(most, 2), max_size=most))
    fewest = draw(st.sampled_from([3, 2, 0]))
    found = st.lists(
        st.tuples(_shape, _score, image), min_size=fewest, max_size=max(fewest, 6) * (fewest > 0)
    )
    return _case(draw(found), objects, draw(_threshold))


A, B, C, D = "##.. ##..", "..## ..##", "#... ....", "####  ####".replace("  ", " ")
ONES = (
    (_case([(A, 0.9, 0)], [(A, 0), (B, 0)]), 0.5),
    (_case([(A, 0.9, 0)], [(A, 0)]), 1),
    (_case([(C, 0.9, 0)], [(A, 0)]), 0),
    (_case([(B, 0.9, 0), (A, 0.8, 0)], [(A, 0)]), 0.5),
    (_case([(C, 0.9, 0), (A, 0.8, 0), (B, 0.7, 0)], [(A, 0), (B, 0)]), 2 / 3),
    (_case([(A, 0.9, 0), (A, 0.8, 0), (B, 0.7, 0)], [(A, 0), (B, 0)]), (1 + 2 / 3) / 2),
    (_case([(A, 0.7, 0), (C, 0.9, 0)], [(A, 0)]), 0.5),
    (_case([(A, 0.9, 0), (A, 0.8, 0)], [(A, 0), (A, 0)]), 1),
    (_case([(D, 0.9, 0)], [(A, 0)], 0.5), 1),
    (_case([(D, 0.9, 0)], [(A, 0)], 0.75), 0),
    (_case([(C, 0.5, 0), (A, 0.5, 0)], [(A, 0)]), 0.5),
    (_case([("#..# ....", 0.5, 0)], [("#### ....", 0)], 0.75), 0),
    (_case([("###. ###.", 0.5, 0)], [(".### .###", 0)], 0.625), 0),
    (_case([(A, 0.9, 0), ("###. ###.", 0.8, 0)], [("###. ###.", 0), (A, 0)], 0.5), 1),
    (_case([("##.. ....", 0.9, 0), ("##.. #...", 0.8, 0)], [(A, 0)], 0.5), 1),
    # the second prefers the first one's object, which is taken, and there is another
    (_case([(A, 0.9, 0), ("##.. ##..", 0.8, 0)], [(A, 0), ("###. ###.", 0)], 0.5), 1),
)
MANIES = (
    (_case([(A, 0.9, 1)], [(A, 0)]), 0),
    (_case([(A, 0.9, 0)], [(A, 0), (A, 1)]), 0.5),
    (_case([(A, 0.9, 0), (A, 0.8, 1)], [(A, 0), (A, 1)]), 1),
    (_case([(A, 0.9, 0), (B, 0.8, 0)], [(A, 0), (B, 1)]), 0.5),
    (_case([(A, 0.6, 0), (C, 0.7, 1), (B, 0.8, 1)], [(A, 0), (B, 1)]), (1 + 2 / 3) / 2),
    (_case([(B, 0.9, 2), (A, 0.8, 0)], [(A, 0)]), 0.5),
    (_case([], [(A, 0)]), 0),
    (_case([(A, 0.9, 0)], []), -1),
    (_case([], []), -1),
    (_case([(C, 0.9, 0), (A, 0.8, 0), (B, 0.7, 1)], [(A, 0), (B, 1)]), 2 / 3),
    (_case([(A, 0.9, 0), (A, 0.8, 0), (A, 0.7, 1)], [(A, 0), (A, 1)]), (1 + 2 / 3) / 2),
    (_case([(B, 0.7, 0), (C, 0.9, 1), (A, 0.8, 2)], [(B, 0), (B, 1), (A, 2), (A, 2)]), 1 / 3),
    (_case([(A, 0.9, 2), (B, 0.8, 2)], [(A, 2), (B, 2)]), 1),
    (_case([(A, 0.9, 0), (A, 0.8, 0)], [(A, 0), ("###. ###.", 0), (A, 1)]), 2 / 3),
)

one = Exercise(
    name="mask_ap",
    reference=mask_ap,
    cases=Cases(examples=tuple(case for case, _ in ONES), random=_one(), picture=lambda *_: None),
    by_hand=tuple(ap for _, ap in ONES),
    exhibits=(),
    mutants=ONE,
    solutions=SOLUTIONS,
)
many = Exercise(
    name="mask_ap",
    reference=mask_ap,
    cases=Cases(
        examples=tuple(case for case, _ in MANIES), random=_many(), picture=lambda *_: None
    ),
    by_hand=tuple(ap for _, ap in MANIES),
    exhibits=(),
    mutants=MANY,
    solutions=SOLUTIONS,
)
