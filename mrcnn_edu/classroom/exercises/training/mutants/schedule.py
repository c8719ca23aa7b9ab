"""Wrong schedules, each with a name that tells the slip."""

import math

import torch

from mrcnn_edu.classroom.exercises.mutants import named, of_fractions, of_rows
from mrcnn_edu.classroom.exercises.training.one_run import schedule


def half_a_cosine(share):
    return (1 + (math.pi * share).cos()) / 2


def straight(steps, warm_up):
    return steps / max(warm_up, 1)


def share_of(steps, total, warm_up):
    return ((steps - warm_up) / (total - warm_up)).clamp(0, 1)


def rising(rise):
    """Another warm-up before the right cosine."""
    return lambda s, total, w: torch.where(s < w, rise(s, w), schedule(s, total, w))


def falling(fall):
    """Another way down after the right warm-up, of the share that is made of it."""
    return lambda s, total, w: torch.where(s < w, straight(s, w), fall(share_of(s, total, w)))


def schedule_that_changes_its_input(steps, total, warm_up):
    factors = schedule(steps, total, warm_up)
    steps -= warm_up
    return factors


def schedule_that_divides_by_no_warm_up(steps, total, warm_up):
    fall = half_a_cosine(share_of(steps, total, warm_up))
    return torch.where(steps <= warm_up, steps / warm_up, fall)


def schedule_of_one_number(steps, total, warm_up):
    return schedule(steps, total, warm_up).mean()


SCHEDULE = (
    *of_fractions(schedule),
    *of_rows(schedule),
    *named(
        schedule_without_a_warm_up=lambda s, total, w: schedule(s, total, 0),
        schedule_that_falls_after_no_warm_up=lambda s, total, w: half_a_cosine(
            share_of(s, total, w)
        ),
        schedule_rising_from_one=rising(lambda s, w: (s + 1) / max(w, 1)),
        schedule_rising_a_step_longer=rising(lambda s, w: s / (w + 1)),
        schedule_rising_from_a_tenth=rising(lambda s, w: 0.1 + 0.9 * straight(s, w)),
        schedule_rising_at_once=rising(lambda s, w: torch.ones_like(s)),
        schedule_waiting=rising(lambda s, w: torch.zeros_like(s)),
        schedule_rising_as_a_square=rising(lambda s, w: straight(s, w) ** 2),
        schedule_rising_as_a_cosine=rising(lambda s, w: 1 - half_a_cosine(straight(s, w))),
        schedule_that_only_rises=falling(torch.ones_like),
        schedule_in_degrees=falling(lambda share: (1 + (180 * share).cos()) / 2),
        schedule_of_a_whole_cosine=falling(lambda share: half_a_cosine(2 * share)),
        schedule_of_a_quarter=falling(lambda share: (math.pi / 2 * share).cos()),
        schedule_without_the_half=falling(lambda share: 1 + (math.pi * share).cos()),
        schedule_below_zero=falling(lambda share: (math.pi * share).cos()),
        schedule_cut_at_zero=falling(lambda share: (math.pi * share).cos().clamp(min=0)),
        schedule_straight_down=falling(lambda share: 1 - share),
        schedule_down_by_a_square=falling(lambda share: (1 - share) ** 2),
        schedule_down_by_powers=falling(lambda share: 0.01**share),
        schedule_down_in_two_steps=falling(
            lambda share: torch.where(share < 0.5, 1.0, 0.1).to(share)
        ),
        schedule_upside_down=falling(lambda share: 1 - half_a_cosine(share)),
        schedule_that_ends_above_zero=falling(lambda share: 0.05 + 0.95 * half_a_cosine(share)),
        schedule_with_a_longer_fall=lambda s, total, w: schedule(s, total + w, w),
        schedule_with_a_step_more=lambda s, total, w: schedule(s, total + 1, w),
        schedule_with_a_step_of_warm_up_more=lambda s, total, w: schedule(s, total + 1, w + 1),
        schedule_multiplied=lambda s, total, w: (
            schedule(s, total, 0) * (straight(s, w).clamp(max=1) if w else 1)
        ),
        schedule_a_step_ahead=lambda s, total, w: schedule(s + 1, total, w),
        schedule_a_step_behind=lambda s, total, w: schedule((s - 1).clamp(min=0), total, w),
        schedule_that_stays_at_the_last_step=lambda s, total, w: schedule(
            s.clamp(max=total - 1), total, w
        ),
        schedule_that_starts_over=lambda s, total, w: schedule(s % total, total, w),
        schedule_of_sorted_steps=lambda s, total, w: schedule(s.sort().values, total, w),
        schedule_of_different_steps=lambda s, total, w: schedule(s.unique(), total, w),
        schedule_of_the_share=lambda s, total, w: share_of(s, total, w),
        schedule_of_whole_shares=lambda s, total, w: torch.where(
            s < w, straight(s, w), half_a_cosine((s - w) // (total - w)).clamp(0, 1)
        ),
    ),
    schedule_that_changes_its_input,
    schedule_that_divides_by_no_warm_up,
    schedule_of_one_number,
)
