"""Wrong verdicts, besides those of the museum, named after the slip."""

from mrcnn_edu.classroom.exercises.ablations.seeds import verdicts
from mrcnn_edu.classroom.exercises.mutants import of_rows, rewritten, without

VERDICTS = (
    *without("that_needs_a_row", of_rows(verdicts)),
    *rewritten(
        verdicts,
        that_says_none=(",), 3)", ",), 1)"),
        that_is_worse_at_0=("said[high < 0]", "said[high <= 0]"),
        that_is_better_at_0=("said[low > 0]", "said[low >= 0]"),
        turned=("said[high < 0] = 0", "said[high < 0] = 2"),
        turned_above=("said[low > 0] = 2", "said[low > 0] = 0"),
        of_one_end=("said[high < 0]", "said[low < 0]"),
        of_the_other_end=("said[low > 0]", "said[high > 0]"),
        beyond_the_smallest=("said[low > 0]", "said[low > smallest]"),
        below_the_smallest=("said[high < 0]", "said[high < -smallest]"),
        without_the_lower_border=("low >= -smallest", "low > -smallest"),
        without_the_upper_border=("high <= smallest", "high < smallest"),
        inside_from_0=("low >= -smallest", "low >= 0"),
        inside_up_to_0=("high <= smallest", "high <= 0"),
        with_one_end_inside=(") & (", ") | ("),
        with_the_lower_end_inside=("(low >= -smallest) & (high <= smallest)", "low >= -smallest"),
        with_the_upper_end_inside=("(low >= -smallest) & (high <= smallest)", "high <= smallest"),
        of_narrow_intervals=("(low >= -smallest) & (high <= smallest)",
                             "(high - low) <= 2 * smallest"),
        of_half_the_smallest=("(high <= smallest)", "(high <= smallest / 2)"),
        of_one_point=("(high <= smallest)", "(high <= 1)"),
        where_different_comes_first=("(low >= -smallest) &", "(low >= -smallest) & (said == 3) &"),
    ),
)  # fmt: skip
