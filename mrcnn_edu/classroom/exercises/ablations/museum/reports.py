"""Wrong reports: validation (S, C) and held_out (S, C, N), to mean and deviation (2,)."""

import torch


def best_of_checkpoints(validation, held_out):
    numbers = held_out.mean(dim=2).amax(dim=1)
    return torch.stack((numbers.mean(), numbers.std()))


def std_of_scenes_for_std_of_seeds(validation, held_out):
    chosen = validation.argmax(dim=1)
    numbers = held_out[torch.arange(len(chosen)), chosen]
    return torch.stack((numbers.mean(), numbers.std(dim=1).mean()))


def std_of_all_scenes_of_all_seeds(validation, held_out):
    chosen = validation.argmax(dim=1)
    numbers = held_out[torch.arange(len(chosen)), chosen]
    return torch.stack((numbers.mean(), numbers.std()))


def best_of_seeds(validation, held_out):
    chosen = validation.argmax(dim=1)
    numbers = held_out[torch.arange(len(chosen)), chosen].mean(dim=1)
    return torch.stack((numbers.max(), numbers.std()))


REPORT = [
    best_of_checkpoints,
    std_of_scenes_for_std_of_seeds,
    std_of_all_scenes_of_all_seeds,
    best_of_seeds,
]
