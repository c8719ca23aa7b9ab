"""Wrong hard negatives, besides those of the museum, each with a name that tells the slip."""

import torch

from mrcnn_edu.classroom.exercises.mutants import named, rewritten, with_answers, with_arguments
from mrcnn_edu.classroom.exercises.rcnn.hard_negatives import mine


def in_torch(scores, cached, hard, evict):
    is_cached = torch.zeros_like(scores, dtype=torch.bool)
    is_cached[cached] = True
    comes = scores > hard
    goes = scores < evict
    keeps = comes | (is_cached & ~goes)
    return keeps.nonzero()[:, 0]


MINE = (
    *rewritten(
        in_torch,
        with_hard_at_the_margin=("scores > hard", "scores >= hard"),
        with_easy_at_the_limit=("scores < evict", "scores <= evict"),
        above_zero=("scores > hard", "scores > 0"),
        above_minus_one=("scores > hard", "scores > -1"),
        above_plus_one=("scores > hard", "scores > -hard"),
        below_minus_one_point_two=("scores < evict", "scores < -1.2"),
        below_the_margin=("scores < evict", "scores < hard"),
        below_zero=("scores < evict", "scores < 0"),
        above_the_lower_limit=("scores > hard", "scores > evict"),
        with_limits_exchanged=("comes = scores > hard\n    goes = scores < evict",
                               "comes = scores > evict\n    goes = scores < hard"),
        by_size=("scores > hard", "scores.abs() < -hard"),
        by_size_of_the_score=("scores > hard", "scores.abs() > abs(hard)"),
        with_the_easy_ones=("comes = scores > hard\n    goes = scores < evict",
                            "comes = scores < evict\n    goes = scores > hard"),
        of_new_ones_alone=("comes | (is_cached & ~goes)", "comes & ~is_cached"),
        of_old_ones_alone=("comes | (is_cached & ~goes)", "is_cached & ~goes"),
        begun_anew=("comes | (is_cached & ~goes)", "comes"),
        of_hard_old_ones=("comes | (is_cached & ~goes)", "comes & is_cached"),
        of_both_or_neither=("comes | (is_cached & ~goes)", "comes ^ (is_cached & ~goes)"),
        that_evicts_all_old_ones=("comes | (is_cached & ~goes)", "comes & ~is_cached | is_cached"
                                  " & goes"),
        of_what_goes=("comes | (is_cached & ~goes)", "is_cached & goes"),
        of_positives=("comes | (is_cached & ~goes)", "~comes"),
        of_all=("comes | (is_cached & ~goes)", "comes | is_cached | goes"),
        as_yes_and_no=("keeps.nonzero()[:, 0]", "keeps"),
        in_a_column=("keeps.nonzero()[:, 0]", "keeps.nonzero()"),
        as_a_count=("keeps.nonzero()[:, 0]", "keeps.sum()"),
        as_scores=("keeps.nonzero()[:, 0]", "scores[keeps]"),
        hardest_first=("keeps.nonzero()[:, 0]",
                       "torch.tensor(sorted(keeps.nonzero()[:, 0].tolist(),"
                       " key=lambda i: -float(scores[i])))"),
        that_needs_a_cache=("is_cached[cached] = True", "is_cached[cached] = cached[0] >= 0"),
        with_places_for_indices=("is_cached[cached] = True", "is_cached[: len(cached)] = True"),
        with_the_cache_of_scores_changed=("goes = scores < evict",
                                          "goes = scores < evict\n    scores[goes] = evict"),
    ),
    *with_answers(
        mine,
        backwards=lambda kept: kept.flip(0),
        without_the_last=lambda kept: kept[:-1],
        numbered_from_one=lambda kept: kept + 1,
        at_most_three=lambda kept: kept[:3],
        as_fractions=lambda kept: kept.float(),
        that_needs_one=lambda kept: torch.stack(list(kept)),
    ),
    *with_arguments(
        mine,
        of_whole_scores=torch.round,
        of_truncated_scores=torch.trunc,
        of_probabilities=torch.sigmoid,
        of_other_signs=torch.neg,
        of_positive_scores=lambda scores: scores.clamp(min=0),
    ),
    *named(
        mine_new_ones_last=lambda scores, cached, hard, evict: _in_order_of_coming(
            scores, cached, hard, evict
        ),
        mine_with_default_limits=lambda scores, cached, hard, evict: mine(scores, cached),
    ),
)  # fmt: skip


def _in_order_of_coming(scores, cached, hard, evict):
    kept = mine(scores, cached, hard, evict).tolist()
    before = cached.tolist()
    return [i for i in before if i in kept] + [i for i in kept if i not in before]
