"""Wrong samples, besides those of the museum, each with a name that tells the slip."""

import torch

from mrcnn_edu.classroom.exercises.fast_rcnn.one_image import sample
from mrcnn_edu.classroom.exercises.mutants import named, rewritten, with_arguments


def in_torch(iou, labels, n, fraction, low):
    padded = torch.cat((iou, iou.new_zeros(len(iou), 1)), dim=1)
    classes = torch.cat((labels, labels.new_zeros(1)))
    best, which = padded.max(dim=1)
    positive = best >= 0.5
    background = (best >= low) & ~positive
    says = torch.where(positive, classes[which], -1)
    says = torch.where(background, 0, says)
    room = int(n * fraction)
    on_objects = min(room, int(positive.sum()))
    beside = min(n - on_objects, int(background.sum()))
    return says, torch.tensor([on_objects, beside])


def _with_says(change):
    def slipped(iou, labels, n, fraction, low):
        says, counts = sample(iou, labels, n, fraction, low)
        return change(says), counts

    return slipped


def _with_counts(change):
    def slipped(iou, labels, n, fraction, low):
        says, counts = sample(iou, labels, n, fraction, low)
        return says, change(counts)

    return slipped


SAMPLE = (
    *rewritten(
        in_torch,
        above_a_half=("best >= 0.5", "best > 0.5"),
        from_0_7=("best >= 0.5", "best >= 0.7"),
        from_0_3=("best >= 0.5", "best >= 0.3"),
        above_low=("best >= low", "best > low"),
        below_low=("best >= low", "best < low"),
        from_a_tenth=("best >= low", "best >= 0.1"),
        from_nothing=("best >= low", "best >= 0"),
        with_a_gap=("(best >= low) & ~positive", "(best >= low) & (best < 0.3)"),
        with_positives_as_background=("(best >= low) & ~positive", "best >= low"),
        with_any_object_far=("(best >= low) & ~positive",
                             "((padded >= low) | (padded == 0)).all(dim=1) & ~positive"),
        with_all_the_others=("(best >= low) & ~positive", "~positive"),
        by_the_sum=("best, which = padded.max(dim=1)",
                    "best, which = padded.sum(dim=1), padded.argmax(dim=1)"),
        by_the_mean=("best, which = padded.max(dim=1)",
                     "best, which = iou.sum(dim=1) / max(iou.shape[1], 1), padded.argmax(dim=1)"),
        by_the_least=("best, which = padded.max(dim=1)", "best, which = padded[:, :-1].min(dim=1)"),
        by_the_first=("best, which = padded.max(dim=1)",
                      "best, which = padded[:, 0], 0 * padded.argmax(dim=1)"),
        by_the_last_of_many=("best, which = padded.max(dim=1)",
                             "best, which = padded[:, -2], 0 * padded.argmax(dim=1)"
                             " + iou.shape[1] - 1"),
        that_needs_an_object=("padded.max(dim=1)", "iou.max(dim=1)"),
        with_the_last_of_two_alike=("which = padded.max(dim=1)",
                                    "which = padded.max(dim=1)\n    which = iou.shape[1] - 1 -"
                                    " iou.flip(1).argmax(dim=1) if iou.numel() else which"),
        best_of_each_object=("positive = best >= 0.5",
                             "positive = (best >= 0.5) | ((iou == iou.amax(dim=0)) & (iou > 0))"
                             ".any(dim=1) if iou.numel() else best >= 0.5"),
        best_of_each_object_alone=("positive = best >= 0.5",
                                   "positive = (iou == iou.amax(dim=0)).any(dim=1)"
                                   " if iou.numel() else best >= 0.5"),
        with_yes_for_a_class=("classes[which]", "1"),
        with_indices_for_classes=("classes[which]", "which"),
        with_classes_from_0=("classes[which]", "classes[which] - 1"),
        with_classes_shifted=("classes[which]", "classes[which] + 1"),
        with_background_left_out=("torch.where(background, 0, says)", "says"),
        with_left_out_as_background=("classes[which], -1)", "classes[which], 0)"),
        with_left_out_as_minus_two=("classes[which], -1)", "classes[which], -2)"),
        with_background_last=("torch.where(background, 0, says)",
                              "torch.where(background, 4, says)"),
        rounded=("int(n * fraction)", "round(n * fraction)"),
        rounded_up=("int(n * fraction)", "-int(-n * fraction // 1)"),
        of_one_at_least=("int(n * fraction)", "max(int(n * fraction), 1)"),
        a_quarter_always=("int(n * fraction)", "n // 4"),
        a_half_always=("int(n * fraction)", "n // 2"),
        sixteen_always=("int(n * fraction)", "16"),
        a_share_of_the_found=("int(n * fraction)",
                              "int(fraction * int(positive.sum() + background.sum()))"),
        a_share_of_all=("int(n * fraction)", "int(fraction * len(iou))"),
        three_of_background_for_one=("n - on_objects", "3 * on_objects"),
        without_a_limit_for_objects=("min(room, int(positive.sum()))", "int(positive.sum())"),
        objects_whether_there_or_not=("min(room, int(positive.sum()))", "room"),
        background_whether_there_or_not=("min(n - on_objects, int(background.sum()))",
                                         "n - on_objects"),
        background_without_a_limit=("min(n - on_objects, int(background.sum()))",
                                    "int(background.sum())"),
        background_of_all_of_n=("n - on_objects", "n"),
        of_the_rest_of_n=("n - on_objects", "n - room"),
        background_first=("on_objects, beside])", "beside, on_objects])"),
        with_the_sum=("on_objects, beside])", "on_objects, on_objects + beside])"),
        counted_before=("on_objects, beside])", "int(positive.sum()), int(background.sum())])"),
    ),
    *named(
        sample_backwards=_with_says(lambda says: says.flip(0)),
        sample_without_the_last=_with_says(lambda says: says[:-1]),
        sample_as_fractions=_with_says(lambda says: says.float()),
        sample_as_yes_or_no=_with_says(lambda says: says > 0),
        sample_in_a_column=_with_says(lambda says: says[:, None]),
        sample_of_those_drawn=_with_says(lambda says: says[says >= 0]),
        sample_in_order=_with_says(lambda says: says.sort(descending=True).values),
        sample_with_one_count=_with_counts(lambda counts: counts.sum()),
        sample_with_shares=_with_counts(lambda counts: counts / counts.sum()),
        sample_of_labels_alone=lambda *given: sample(*given)[0],
    ),
    *with_arguments(
        sample,
        of_rounded_overlaps=torch.round,
        of_whole_overlaps=torch.trunc,
        of_overlaps_to_a_half=lambda iou: iou.clamp(max=0.4375),
        of_percents=lambda iou: 100 * iou,
        of_distances=lambda iou: 1 - iou,
    ),
)  # fmt: skip
