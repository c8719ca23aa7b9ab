"""Wrong regions of a graph, besides those of the museum, each with a name that tells the slip."""

from mrcnn_edu.classroom.exercises.mutants import (
    named,
    of_rows,
    rewritten,
    with_answers,
    without,
)
from mrcnn_edu.classroom.exercises.proposals.one_image import merge_graph


def in_lists(weights, edges, n, k):
    label = list(range(n))
    inside = [0.0] * n
    for e in weights.argsort(stable=True).tolist():
        w = float(weights[e])
        a, b = label[int(edges[e, 0])], label[int(edges[e, 1])]
        if a == b:
            continue
        limit_a = inside[a] + k / label.count(a)
        limit_b = inside[b] + k / label.count(b)
        if w <= min(limit_a, limit_b):
            low, high = min(a, b), max(a, b)
            label = [low if old == high else old for old in label]
            inside[low] = w
    return label


def _connected(weights, edges, n, limit):
    """Everything joined that a light enough edge leads to, in any order."""
    label = list(range(n))
    for w, (i, j) in zip(weights.tolist(), edges.tolist(), strict=True):
        if w <= limit:
            low, high = sorted((label[i], label[j]))
            label = [low if old == high else old for old in label]
    return label


MERGE_GRAPH = (
    *without("that_needs_a_row", of_rows(merge_graph)),
    *with_answers(
        merge_graph,
        as_fractions=lambda answer: answer.float(),
        as_yes_or_no=lambda answer: answer == 0,
        numbered_from_zero=lambda answer: answer.unique(return_inverse=True)[1],
        numbered_from_one=lambda answer: answer + 1,
        how_many=lambda answer: answer.unique(),
    ),
    *rewritten(
        in_lists,
        in_the_order_given=("weights.argsort(stable=True)", "torch.arange(len(weights))"),
        the_heaviest_first=("argsort(stable=True)", "argsort(descending=True)"),
        without_the_last_edge=("stable=True).tolist()", "stable=True).tolist()[:-1]"),
        without_the_first_edge=("stable=True).tolist()", "stable=True).tolist()[1:]"),
        below_the_limit=("if w <= min(", "if w < min("),
        by_the_limit_of_a=("min(limit_a, limit_b)", "limit_a"),
        by_the_limit_of_b=("min(limit_a, limit_b)", "limit_b"),
        by_the_sum_of_limits=("min(limit_a, limit_b)", "limit_a + limit_b"),
        by_the_mean_of_limits=("min(limit_a, limit_b)", "(limit_a + limit_b) / 2"),
        by_k_alone=("min(limit_a, limit_b)", "k"),
        by_inside_alone=("min(limit_a, limit_b)", "min(inside[a], inside[b])"),
        without_k=("w <= min(limit_a, limit_b)", "w <= min(inside[a], inside[b]) or w == 0"),
        with_k_over_all_nodes=("k / label.count(a)", "k / n"),
        with_the_size_of_b_for_both=("k / label.count(a)", "k / label.count(b)"),
        with_k_over_the_square=("k / label.count(a)", "k / label.count(a) ** 2"),
        with_k_times_size=("k / label.count(a)", "k * label.count(a)"),
        with_whole_shares=("k / label.count(a)", "k // label.count(a)"),
        with_the_sum_inside=("inside[low] = w", "inside[low] += w"),
        with_the_lightest_inside=("inside[low] = w", "inside[low] = min(w, inside[low] or w)"),
        with_the_mean_inside=("inside[low] = w", "inside[low] = (inside[low] + w) / 2"),
        with_the_limit_inside=("inside[low] = w", "inside[low] = min(limit_a, limit_b)"),
        with_inside_at_the_wrong_place=("inside[low] = w", "inside[high] = w"),
        with_inside_of_the_nodes=("inside[low] = w", "inside[int(edges[e, 0])] = w"),
        named_by_the_highest=("low if old == high else old", "high if old == low else old"),
        named_by_the_first_end=("low, high = min(a, b), max(a, b)", "low, high = a, b"),
        relabelled_below_alone=(
            "low if old == high else old for old in label",
            "low if old == high and i <= high else old for i, old in enumerate(label)"),
        that_stops_at_the_first_no=(
            "inside[low] = w", "inside[low] = w\n        else:\n            break"),
        that_stops_at_a_loop=("            continue", "            break"),
        with_edges_within_inside=("        if a == b:\n            continue\n", ""),
    ),
    *named(
        by_one_threshold=lambda weights, edges, n, k: _connected(weights, edges, n, k),
        by_half_the_threshold=lambda weights, edges, n, k: _connected(weights, edges, n, k / 2),
        all_alone=lambda weights, edges, n, k: list(range(n)),
        all_one=lambda weights, edges, n, k: [0] * n,
        of_whole_weights=lambda weights, edges, n, k: in_lists(weights.long(), edges, n, k),
        without_the_last_node=lambda weights, edges, n, k: in_lists(weights, edges, n, k)[:-1],
        of_six_nodes=lambda weights, edges, n, k: in_lists(weights, edges, max(n, 6), k),
        with_k_of_20=lambda weights, edges, n, k: in_lists(weights, edges, n, 20),
        that_sorts_in_place=lambda weights, edges, n, k: in_lists(
            weights.copy_(weights.sort().values), edges, n, k
        ),
    ),
)  # fmt: skip
