"""Wrong schedules: steps (N,) made before, steps in all, steps of warm-up, to factors (N,)."""

import math

import torch


def schedule_that_rises_again(steps, total, warm_up):
    share = (steps - warm_up) / (total - warm_up)
    return torch.where(steps < warm_up, steps / max(warm_up, 1), (1 + (math.pi * share).cos()) / 2)


def schedule_with_a_jump(steps, total, warm_up):
    fall = (1 + (math.pi * (steps / total).clamp(max=1)).cos()) / 2
    return torch.where(steps < warm_up, steps / max(warm_up, 1), fall)


def schedule_begun_again(steps, total, warm_up):
    made = torch.arange(len(steps))
    share = ((made - warm_up) / (total - warm_up)).clamp(0, 1)
    return torch.where(made < warm_up, made / max(warm_up, 1), (1 + (math.pi * share).cos()) / 2)


def schedule_that_compounds(steps, total, warm_up):
    share = ((steps - warm_up) / (total - warm_up)).clamp(0, 1)
    fall = (1 + (math.pi * share).cos()) / 2
    factors = torch.where(steps < warm_up, steps / max(warm_up, 1), fall)
    return factors.cumprod(dim=0)  # group["lr"] *= factor


def schedule_that_wastes_the_last_step(steps, total, warm_up):
    share = ((steps - warm_up) / (total - 1 - warm_up)).clamp(0, 1)
    return torch.where(steps < warm_up, steps / max(warm_up, 1), (1 + (math.pi * share).cos()) / 2)


SCHEDULE = [
    schedule_that_rises_again,
    schedule_with_a_jump,
    schedule_begun_again,
    schedule_that_compounds,
    schedule_that_wastes_the_last_step,
]
