"""Golden files of detectors: what torchvision's find in the photographs, as a few numbers each.

``python -m tests.detectors.golden`` writes tests/golden/detections_*.json, and the losses of a
training step beside them, where torchvision is installed. A mask of a whole photograph is held as
its mean.
"""

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from tests.detectors import twins
from tests.detectors.comparison import PIXELS, PROBABILITY, assert_same_order, pairs

FOLDER = Path(__file__).parents[1] / "golden"
DIGITS = {"boxes": 3, "keypoints": 2, "keypoints_scores": 4, "scores": 5, "masks": 6}
TOLERANCE = {"boxes": PIXELS, "keypoints": PIXELS, "scores": PROBABILITY, "masks": 1e-5}


def summary(found: dict[str, Tensor]) -> dict[str, list]:
    """What the file holds of one image."""
    short = found | ({"masks": found["masks"].mean(dim=(1, 2, 3))} if "masks" in found else {})
    if "keypoints" in short:
        short["keypoints"] = short["keypoints"][:, ::8, :2].flatten(1)  # three of the seventeen
        short["keypoints_scores"] = short["keypoints_scores"][:, ::8]
    return {key: rounded(value.tolist(), DIGITS.get(key, 0)) for key, value in short.items()}


def rounded(values: Any, digits: int) -> Any:
    """The same nested lists with fewer digits; whole numbers as they are."""
    if isinstance(values, list):
        return [rounded(value, digits) for value in values]
    return round(values, digits)


def assert_same(found: dict[str, Tensor], held: dict[str, list]) -> None:
    """Hold what was found in one image to the file."""
    assert found.keys() == held.keys()
    expected = {key: torch.tensor(value) for key, value in held.items()}
    partner = pairs(found, expected)
    assert_same_order(partner, expected["scores"])
    short = {key: torch.tensor(value) for key, value in summary(found).items()}
    for key, values in expected.items():
        tolerance = TOLERANCE.get(key, PROBABILITY)
        torch.testing.assert_close(short[key][partner], values, rtol=0, atol=tolerance)


def losses(detector: nn.Module, batch: str) -> dict[str, float]:
    """Of a training step of Mask R-CNN, in float64, on samples from a fixed seed."""
    # torchvision draws the size of an image even where there is only one: seed after that.
    hook = detector.rpn.register_forward_pre_hook(lambda *_: torch.manual_seed(5) and None)
    with torch.no_grad():
        found = detector.double().train()(*twins.training_batch(batch, twins.CLASSES["mask"]))
    hook.remove()
    detector.float()
    return {name: float(f"{float(loss):.7g}") for name, loss in found.items()}


def file(kind: str) -> Path:
    """Where the numbers of a detector stand."""
    return FOLDER / f"detections_{kind}.json"


def read(kind: str) -> dict[str, list[dict[str, list]]]:
    """For each batch of photographs, for each of its images, what torchvision found."""
    batches: dict[str, list[dict[str, list]]] = json.loads(file(kind).read_text())["batches"]
    return batches


def read_losses() -> dict[str, dict[str, float]]:
    """For each batch of ``twins.TRAINING`` the losses of torchvision's Mask R-CNN."""
    held: dict[str, dict[str, float]] = json.loads((FOLDER / "losses_mask.json").read_text())
    return held


def main() -> None:
    """Ask torchvision and write the files."""
    import torchvision

    made_with = {"torchvision": torchvision.__version__, "torch": torch.__version__}
    for kind in twins.OURS:
        detector = twins.their_detector(kind, **twins.SETTINGS)
        batches = {
            batch: [summary(found) for found in twins.detections(detector, batch)]
            for of_kind, batch in twins.CASES
            if of_kind == kind
        }
        lines = [f"{json.dumps(batch)}: {json.dumps(found)}" for batch, found in batches.items()]
        text = ",\n".join(lines)
        file(kind).write_text(
            f'{{"made_with": {json.dumps(made_with)}, "batches": {{\n{text}\n}}}}\n'
        )
        if kind == "mask":
            held = {batch: losses(detector, batch) for batch in twins.TRAINING}
            (FOLDER / "losses_mask.json").write_text(json.dumps(held, indent=1) + "\n")
        print(f"{file(kind).name}: {file(kind).stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
