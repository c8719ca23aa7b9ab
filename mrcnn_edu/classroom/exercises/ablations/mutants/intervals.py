"""Wrong intervals, besides those of the museum, named after the slip."""

from mrcnn_edu.classroom.exercises.ablations.seeds import paired_interval
from mrcnn_edu.classroom.exercises.mutants import of_fractions, of_rows, rewritten, without

PAIRED_INTERVAL = (
    *of_fractions(paired_interval),
    *without(
        "without_axes_of_one", without("that_needs_a_row", of_rows(paired_interval))
    ),
    *rewritten(
        paired_interval,
        turned=("differences = a - b", "differences = b - a"),
        of_absolute_differences=("differences = a - b", "differences = (a - b).abs()"),
        of_sorted_runs=("differences = a - b", "differences = a.sort()[0] - b.sort()[0]"),
        in_per_cent=("differences = a - b", "differences = 100 * (a - b)"),
        of_all_seeds_as_known=("differences.std()", "differences.std(correction=0)"),
        of_the_variance=("differences.std()", "differences.var()"),
        of_the_spread_of_a=("differences.std()", "a.std()"),
        of_the_spread_of_b=("differences.std()", "b.std()"),
        divided_by_seeds=("len(differences) ** 0.5", "len(differences)"),
        divided_by_one_less=("len(differences) ** 0.5", "(len(differences) - 1) ** 0.5"),
        multiplied_by_the_root=("/ len(differences) ** 0.5", "* len(differences) ** 0.5"),
        with_a_normal_t=("half = t *", "half = 1.96 *"),
        of_one_standard_error=("half = t *", "half ="),
        of_half_the_width=("half = t *", "half = t / 2 *"),
        around_the_median=("differences.mean() - half, differences.mean() + half",
                           "differences.median() - half, differences.median() + half"),
        around_zero=("differences.mean() - half, differences.mean() + half", "-half, half"),
        from_upper_to_lower=("differences.mean() - half, differences.mean() + half",
                             "differences.mean() + half, differences.mean() - half"),
        of_mean_and_half=("differences.mean() - half, differences.mean() + half",
                          "differences.mean(), half"),
    ),
)  # fmt: skip
