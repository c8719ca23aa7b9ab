"""The tool that says what is lost between a true mask and a pasted one."""

import re

import pytest
import torch

from tools import mask_round_trip


def square(start: int, end: int) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """One object that fills whole pixels of an image of 60."""
    mask = torch.zeros(1, 60, 60, dtype=torch.uint8)
    mask[0, start:end, start:end] = 1
    box = torch.tensor([[start, start, end, end]]).float()
    return torch.zeros(3, 60, 60), {"masks": mask, "boxes": box, "labels": torch.tensor([1])}


def test_a_square_of_28_pixels() -> None:
    # Cell for pixel: exactly nothing is lost; torchvision pastes 30 cells into 31 pixels.
    areas, found = mask_round_trip.measure([square(10, 38)])
    assert areas.tolist() == [28**2]
    assert found[0, -1].tolist() == [1, 1]
    assert found[0, 1].tolist() == pytest.approx([28**2 / 29**2, 29**2 / 28**2])


def test_crowds_are_left_out() -> None:
    image, target = square(10, 38)
    crowd = {**target, "iscrowd": torch.tensor([1])}
    areas, _ = mask_round_trip.measure(
        [(image, crowd), (image, {**target, "iscrowd": torch.zeros(1)})]
    )
    assert len(areas) == 1


def test_the_table_sorts_by_size(capsys) -> None:
    mask_round_trip.main(["--scenes", "2"])
    lines = capsys.readouterr().out.splitlines()
    rows = {line.split(" | ")[0].strip("| "): line for line in lines[2:]}
    assert list(rows)[-1] == "all"
    counts = {name: int(line.split(" | ")[1]) for name, line in rows.items()}
    assert counts.pop("all") == sum(counts.values()) > 5
    numbers = [float(n) for n in re.findall(r"\d\.\d{3}", rows["all"])]
    assert len(numbers) == 2 * len(mask_round_trip.WAYS)
    assert numbers[-2] > 0.99 > 0.92 > numbers[0]
