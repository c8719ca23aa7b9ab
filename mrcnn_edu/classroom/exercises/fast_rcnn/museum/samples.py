"""Wrong samples: iou (R, G), labels (G,), n, fraction, low to labels (R,) and counts (2,)."""

import torch

from mrcnn_edu.classroom.exercises.fast_rcnn.one_image import sample


def sample_of_all_background(iou, labels, n, fraction, low):
    return sample(iou, labels, n, fraction, 0 * low)


def sample_that_does_not_fill_up(iou, labels, n, fraction, low):
    says, (on_objects, _) = sample(iou, labels, n, fraction, low)
    room = n - int(n * fraction)
    return says, torch.tensor([on_objects, min(room, int((says == 0).sum()))])


def sample_with_objects_for_background(iou, labels, n, fraction, low):
    says, (_, beside) = sample(iou, labels, n, fraction, low)
    return says, torch.tensor([min(n - int(beside), int((says > 0).sum())), beside])


def sample_of_the_first_object(iou, labels, n, fraction, low):
    says, counts = sample(iou, labels, n, fraction, low)
    return torch.where(says > 0, labels[(iou >= 0.5).int().argmax(dim=1)], says), counts


SAMPLE = [
    sample_of_all_background,
    sample_that_does_not_fill_up,
    sample_with_objects_for_background,
    sample_of_the_first_object,
]
