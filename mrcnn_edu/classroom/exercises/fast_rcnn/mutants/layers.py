"""Wrong thin layers, besides those of the museum, each with a name that tells the slip."""

import torch

from mrcnn_edu.classroom.exercises.fast_rcnn.products import with_product
from mrcnn_edu.classroom.exercises.mutants import rewritten, with_answers, with_arguments
from mrcnn_edu.ops.truncated_svd import truncated_svd


def in_torch(weight, t):
    u, s, vt = torch.linalg.svd(weight, full_matrices=False)
    first = s[:t, None] * vt[:t]
    second = u[:, :t]
    return first, second


BOTH = "first = s[:t, None] * vt[:t]\n    second = u[:, :t]"

THIN = (
    *rewritten(
        in_torch,
        with_roots_on_one_side=("s[:t, None] *", "s[:t, None].sqrt() *"),
        with_squares=("s[:t, None] *", "s[:t, None] ** 2 *"),
        with_roots_and_sizes=("u[:, :t]", "u[:, :t] * s[:t].sqrt()"),
        with_shares=("s[:t, None] *", "(s / s.sum())[:t, None] *"),
        with_the_largest_size_for_all=("s[:t, None] *", "s[0] *"),
        with_sizes_of_columns=("s[:t, None] *", "s[:t] *"),
        with_sizes_backwards=("s[:t, None] *", "s.flip(0)[:t, None] *"),
        divided=("s[:t, None] *", "1 / s[:t, None] *"),
        of_the_last_rows=("vt[:t]", "vt[-t:]"),
        of_the_last_columns=("u[:, :t]", "u[:, -t:]"),
        of_v_not_turned=("vt[:t]", "vt[:, :t].mT"),
        of_rows_of_u=("u[:, :t]", "u[:t].mT"),
        of_u_twice=("vt[:t]", "u[:, :t].mT"),
        of_v_twice=("u[:, :t]", "vt[:t].mT"),
        of_directions_without_signs=("vt[:t]", "vt[:t].abs()"),
        of_one_more=(BOTH, "t += 1\n    first = s[:t, None] * vt[:t]\n    second = u[:, :t]"),
        of_one_less=(BOTH, "t = max(t - 1, 1)\n    first = s[:t, None] * vt[:t]\n"
                     "    second = u[:, :t]"),
        of_one_always=(BOTH, "first = s[:1, None] * vt[:1]\n    second = u[:, :1]"),
        of_all=(BOTH, "first = s[:, None] * vt\n    second = u"),
        of_what_is_left_over=(BOTH, "first = s[t:, None] * vt[t:]\n    second = u[:, t:]"),
        of_sizes_above_t=(BOTH, "large = s >= t\n    first = (s[:, None] * vt)[large]\n"
                          "    second = u[:, large]"),
        of_t_percent=(BOTH, "t = max(len(s) * t // 100, 1)\n"
                      "    first = s[:t, None] * vt[:t]\n    second = u[:, :t]"),
        of_the_first_rows=(BOTH, "first = weight[:t]\n    second = torch.eye(len(weight))"
                           ".to(weight)[:, :t]"),
        of_the_first_columns=(BOTH, "first = torch.eye(weight.shape[1]).to(weight)[:t]\n"
                              "    second = weight[:, :t]"),
        of_the_longest_rows=(BOTH, "large = weight.norm(dim=1).argsort(descending=True)[:t]\n"
                             "    first = weight[large]\n    second = torch.eye(len(weight))"
                             ".to(weight)[:, large]"),
        as_it_was=(BOTH, "first = weight\n    second = torch.eye(len(weight)).to(weight)"),
        of_the_weight_turned=("svd(weight,", "svd(weight.mT,"),
        without_the_mean=("svd(weight,", "svd(weight - weight.mean(dim=0),"),
        of_sizes_alone=("svd(weight,", "svd(weight.abs(),"),
        of_positive_weights=("svd(weight,", "svd(weight.clamp(min=0),"),
        of_whole_weights=("svd(weight,", "svd(weight.round(),"),
        of_a_normed_layer=("svd(weight,", "svd(weight / weight.norm(),"),
        the_second_first=("return first, second", "return second, first"),
        turned=("return first, second", "return first.mT, second.mT"),
        turned_and_exchanged=("return first, second", "return second.mT, first.mT"),
        multiplied_already=("return first, second", "return second @ first"),
        in_three_parts=("return first, second", "return first, s[:t], second"),
        in_one_piece=("return first, second", "return first.flatten()"),
        of_the_other_sign=("return first, second", "return -first, second"),
    ),
    *with_answers(
        truncated_svd,
        in_whole_numbers=lambda part: part.long(),
        to_two_digits=lambda part: part.round(decimals=2),
        to_three_digits=lambda part: part.round(decimals=3),
        in_half_precision=lambda part: part.half(),
        in_bfloat16=lambda part: part.bfloat16(),
        slightly_off=lambda part: 1.0001 * part,
        with_an_axis_more=lambda part: part[None],
    ),
    *with_arguments(
        truncated_svd,
        of_bfloat16=lambda weight: weight.bfloat16().float(),
        of_other_signs=torch.neg,
    ),
)  # fmt: skip

TRUNCATE = tuple(map(with_product, THIN))
