"""Golden files of layers: what torchvision's give, as a few numbers of each large result.

``python -m tests.layers.golden`` writes tests/golden/layers.json where torchvision is installed.
The backbones are computed in float64, in which results differ by roundings of the fifteenth digit:
so the file holds every constant, where in float32 a wrong eps would pass for a rounding.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from tests.layers import twins

FILE = Path(__file__).parents[1] / "golden" / "layers.json"
HELD = 7  # numbers of each result, beside its mean and its standard deviation


def summary(values: Tensor) -> dict[str, list]:
    """Shape of a result, mean, standard deviation, and a few of its numbers from end to end."""
    flat = values.double().flatten()
    places = torch.linspace(0, len(flat) - 1, min(HELD, len(flat))).long()
    numbers = [flat.mean(), flat.std(correction=0), *flat[places]]
    return {"shape": list(values.shape), "numbers": [float(f"{float(v):.12g}") for v in numbers]}


def backbone_results(make: Callable[[int], nn.Module], depth: int) -> dict[str, Tensor]:
    """The levels of the pyramid on an image with odd sides."""
    with torch.no_grad():
        levels: dict[str, Tensor] = make(depth).double().eval()(twins.image(33, 65).double())
    return levels


def transform_results(make: Callable[..., nn.Module], name: str) -> dict[str, Tensor]:
    """A batch of images, their sizes, and what became of the targets."""
    images, targets, arguments = twins.batch(name)
    made, resized = make(**arguments).eval()(images, targets)
    results = {"batch": made.tensors, "image_sizes": torch.tensor(made.image_sizes)}
    for i, target in enumerate(resized):
        results |= {f"{key} {i}": value for key, value in target.items()}
    return results


def answers(
    backbone: Callable[[int], nn.Module], transform: Callable[..., nn.Module]
) -> dict[str, dict[str, dict]]:
    """Everything that the file holds, from one library or the other."""
    results: dict[str, Mapping[str, Tensor]] = {
        f"resnet{depth}": backbone_results(backbone, depth) for depth in twins.DEPTHS
    }
    results |= {name: transform_results(transform, name) for name in twins.BATCHES}
    return {
        name: {key: summary(value) for key, value in of_case.items()}
        for name, of_case in results.items()
    }


def read() -> dict[str, dict]:
    """The file as it stands."""
    held: dict[str, dict] = json.loads(FILE.read_text())
    return held


def main() -> None:
    """Ask torchvision and write the file."""
    import torchvision

    made_with = {"torchvision": torchvision.__version__, "torch": torch.__version__}
    found = answers(twins.their_backbone, twins.their_transform)
    lines = [f"{json.dumps(name)}: {json.dumps(found[name])}" for name in found]
    FILE.write_text(
        f'{{"made_with": {json.dumps(made_with)}, "cases": {{\n' + ",\n".join(lines) + "\n}}\n"
    )
    print(f"{FILE.name}: {len(found)} cases, {FILE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
