"""What a command needs beside the package's own dependencies, asked for before any work."""

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec


def need(module: str, reason: str) -> None:
    """Refuse to begin without a library.

    Args:
        module: its name, for import and for pip alike.
        reason: what it is for.

    Raises:
        ValueError: if it is not installed.

    Example:
        >>> need("no_such_library", "to draw circles")
        Traceback (most recent call last):
        ValueError: no_such_library is needed to draw circles; python -m pip install no_such_library
    """
    if find_spec(module) is None:
        raise ValueError(f"{module} is needed {reason}; python -m pip install {module}")


def versions() -> str:
    """Which versions answer here, for a report of a fault.

    Example:
        >>> versions().startswith("mrcnn_edu ")
        True
    """
    return ", ".join(f"{name} {_version(name)}" for name in ("mrcnn_edu", "torch", "pillow"))


def _version(name: str) -> str:
    """As pip installed it; a clone that only lies on Python's path has none."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"
