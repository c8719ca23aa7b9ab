"""Wrong similarities, besides those of the museum, each with a name that tells the slip."""

import torch

from mrcnn_edu.classroom.exercises.keypoints.one_image import oks
from mrcnn_edu.classroom.exercises.mutants import of_fractions, rewritten, with_answers


def in_torch(detection, person, area, sigmas):
    dx = detection[:, 0] - person[:, 0]
    dy = detection[:, 1] - person[:, 1]
    k = 2 * sigmas
    near = torch.exp(-(dx**2 + dy**2) / (2 * area * k**2))
    labelled = person[:, 2] > 0
    return near[labelled].sum() / labelled.sum()


OKS = (
    *of_fractions(oks),
    *rewritten(
        in_torch,
        of_x_alone=("dx**2 + dy**2", "dx**2"),
        of_y_alone=("dx**2 + dy**2", "dy**2"),
        of_distances=("(dx**2 + dy**2)", "(dx**2 + dy**2).sqrt()"),
        of_sums_of_distances=("dx**2 + dy**2", "(dx.abs() + dy.abs()) ** 2"),
        of_the_larger_distance=("(dx**2 + dy**2)", "torch.maximum(dx**2, dy**2)"),
        of_products=("dx**2 + dy**2", "dx**2 * dy**2"),
        of_differences=("dx**2 + dy**2", "dx**2 - dy**2"),
        of_x_against_y=("detection[:, 1] - person[:, 1]", "detection[:, 0] - person[:, 1]"),
        with_sigma_not_doubled=("k = 2 * sigmas", "k = sigmas"),
        with_sigma_halved=("k = 2 * sigmas", "k = sigmas / 2"),
        with_sigma_squared_once=("area * k**2", "area * 2 * sigmas**2"),
        with_k_not_squared=("k**2", "k"),
        without_k=("area * k**2", "area"),
        without_area=("area * k**2", "k**2"),
        with_area_squared=("area * k**2", "area**2 * k**2"),
        with_the_root_of_the_area=("area * k**2", "area**0.5 * k**2"),
        without_the_two=("(2 * area", "(area"),
        with_four=("(2 * area", "(4 * area"),
        multiplied=("/ (2 * area * k**2)", "* (2 * area * k**2)"),
        of_falling_too_late=("torch.exp(-(", "1 / (1 + ("),
        linear=("torch.exp(-(dx**2 + dy**2) / (2 * area * k**2))",
                "(1 - (dx**2 + dy**2) / (2 * area * k**2)).clamp(min=0)"),
        with_powers_of_two=("torch.exp(", "torch.exp2("),
        of_seen_ones_alone=("person[:, 2] > 0", "person[:, 2] > 1"),
        of_hidden_ones_alone=("person[:, 2] > 0", "person[:, 2] == 1"),
        of_all_joints=("person[:, 2] > 0", "person[:, 2] > -1"),
        of_those_not_at_zero=("person[:, 2] > 0", "(person[:, :2] != 0).any(dim=1)"),
        over_all_joints=("/ labelled.sum()", "/ len(person)"),
        over_visibility=("/ labelled.sum()", "/ person[:, 2].sum()"),
        summed=(" / labelled.sum()", ""),
        weighted_by_visibility=("near[labelled].sum() / labelled.sum()",
                                "(near * person[:, 2]).sum() / person[:, 2].sum()"),
        of_the_best_joint=("near[labelled].sum() / labelled.sum()", "near[labelled].max()"),
        of_the_worst_joint=("near[labelled].sum() / labelled.sum()", "near[labelled].min()"),
        of_the_middle_joint=("near[labelled].sum() / labelled.sum()", "near[labelled].median()"),
        multiplied_over_joints=("near[labelled].sum() / labelled.sum()", "near[labelled].prod()"),
        of_the_mean_distance=(
            "near = torch.exp(-(dx**2 + dy**2) / (2 * area * k**2))",
            "near = torch.exp(-((dx**2 + dy**2) / (2 * area * k**2)).mean()).expand(len(k))"),
        with_one_k_for_all=("k = 2 * sigmas", "k = 2 * sigmas.mean()"),
        with_the_first_k_for_all=("k = 2 * sigmas", "k = 2 * sigmas[0]"),
        of_the_first_joint=("near[labelled].sum() / labelled.sum()", "near[labelled][0]"),
        counted=("near[labelled].sum() / labelled.sum()", "(near[labelled] > 0.5).float().mean()"),
        for_each_joint=("near[labelled].sum() / labelled.sum()", "near"),
    ),
    *with_answers(
        oks,
        in_a_row=lambda near: near[None],
        in_per_cent=lambda near: 100 * near,
        as_a_loss=lambda near: 1 - near,
        squared=lambda near: near**2,
        of_the_opposite_sign=torch.neg,
    ),
)  # fmt: skip
