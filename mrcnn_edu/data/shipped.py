"""Where the small files that the course ships lie."""

from pathlib import Path

PACKAGED = Path(__file__).parent / "shipped"  # in an installed wheel
CHECKOUT = Path(__file__).parents[2] / "data"  # in a clone of the repository


def shipped(name: str) -> Path:
    """The path of a file that the course ships.

    Args:
        name: the path below the repository's ``data`` folder, such as "coins/polygons.csv".

    Raises:
        FileNotFoundError: if there is no such file; the message lists the places searched.
    """
    for folder in (PACKAGED, CHECKOUT):
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(
        f"{name!r} is not among the files that mrcnn_edu ships (searched {PACKAGED} and"
        f" {CHECKOUT}); install the package again"
    )
