"""Where the small files that the course ships lie."""

import hashlib
from pathlib import Path

PACKAGED = Path(__file__).parent / "shipped"  # in an installed wheel
CHECKOUT = Path(__file__).parents[2] / "data"  # in a clone of the repository

# Of files that do not hold their own sum, as weights written by ``save_detector`` do.
SHA256 = {
    "mask_rcnn_tiny/weights.safetensors": (
        "27ef4dc0c6c9093cc4cb3592c3af0872ac40831ad9fd4bef892b1f28720f7fbc"
    ),
}


def shipped(name: str) -> Path:
    """The path of a file that the course ships.

    Args:
        name: the path below the repository's ``data`` folder, such as "coins/polygons.csv".

    Raises:
        FileNotFoundError: if there is no such file; the message lists the places searched.
        ValueError: if it is not as it was shipped.
    """
    for folder in (PACKAGED, CHECKOUT):
        if (folder / name).is_file():
            _check_sum(folder / name, SHA256.get(name))
            return folder / name
    raise FileNotFoundError(
        f"{name!r} is not among the files that mrcnn_edu ships (searched {PACKAGED} and"
        f" {CHECKOUT}); install the package again"
    )


def _check_sum(path: Path, expected: str | None) -> None:
    if expected is None:
        return
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected:
        raise ValueError(
            f"{path} is damaged: its SHA-256 is {found} where {expected} was expected; install the"
            " package again"
        )
