"""Wrong reports, besides those of the museum, named after the slip."""

from mrcnn_edu.classroom.exercises.ablations.seeds import report
from mrcnn_edu.classroom.exercises.mutants import of_fractions, rewritten

_CHOSEN = "validation.argmax(dim=1)"
_BOTH = "numbers.mean(), numbers.std()"

REPORT = (
    *of_fractions(report),
    *rewritten(
        report,
        of_the_worst_checkpoint=(_CHOSEN, "validation.argmin(dim=1)"),
        of_the_last_checkpoint=(_CHOSEN, "torch.full((len(validation),), -1)"),
        of_the_first_checkpoint=(_CHOSEN, "torch.zeros(len(validation)).long()"),
        of_one_checkpoint_for_all=(
            _CHOSEN, "validation.mean(dim=0).argmax().expand(len(validation))",
        ),
        of_held_out_checkpoints=(_CHOSEN, "held_out.mean(dim=2).argmax(dim=1)"),
        of_one_held_out_checkpoint=(
            _CHOSEN, "held_out.mean(dim=(0, 2)).argmax().expand(len(validation))",
        ),
        of_the_last_of_equals=(
            _CHOSEN, "len(validation[0]) - 1 - validation.flip(1).argmax(dim=1)",
        ),
        of_the_sum=(".mean(dim=1)  # (S,)", ".sum(dim=1)  # (S,)"),
        of_the_best_scene=(".mean(dim=1)  # (S,)", ".amax(dim=1)  # (S,)"),
        of_the_median_scene=(".mean(dim=1)  # (S,)", ".median(dim=1).values  # (S,)"),
        of_the_first_scene=(".mean(dim=1)  # (S,)", "[:, 0]  # (S,)"),
        of_validation=("held_out[torch.arange(len(chosen)), chosen].mean(dim=1)",
                       "validation.amax(dim=1)"),
        of_all_checkpoints=("held_out[torch.arange(len(chosen)), chosen].mean(dim=1)",
                            "held_out.mean(dim=(1, 2))"),
        of_all_pairs=("held_out[torch.arange(len(chosen)), chosen].mean(dim=1)",
                      "held_out[:, chosen].mean(dim=(1, 2))"),
        of_the_median_seed=(_BOTH, "numbers.median(), numbers.std()"),
        of_the_worst_seed=(_BOTH, "numbers.min(), numbers.std()"),
        with_seeds_as_known=(_BOTH, "numbers.mean(), numbers.std(correction=0)"),
        with_the_variance=(_BOTH, "numbers.mean(), numbers.var()"),
        with_the_standard_error=(_BOTH, "numbers.mean(), numbers.std() / len(numbers) ** 0.5"),
        with_the_range=(_BOTH, "numbers.mean(), numbers.max() - numbers.min()"),
        turned=(_BOTH, "numbers.std(), numbers.mean()"),
    ),
)  # fmt: skip
