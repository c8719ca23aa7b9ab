"""The secret of a class, made once: it decides what everybody is tried on."""

import os
import secrets
from pathlib import Path

FILE = "seed"


def secret_of(folder: Path, given: str | None = None) -> str:
    """Read the secret of a class, or make it.

    Args:
        folder: where the class's grades lie; it is made if need be.
        given: the secret to use, such as last year's; None for a new one.

    Returns:
        The secret. From now on it stands in ``folder/seed``, which only its owner may read.

    Raises:
        ValueError: if the class has another secret than ``given``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path, own = folder / FILE, folder / f"{FILE}.{os.getpid()}"
    if not path.exists():
        with open(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(given or secrets.token_hex(16))
        try:
            os.link(own, path)  # if several begin at once, the first one's holds for all
        except FileExistsError:
            pass
        finally:
            own.unlink()
    found = path.read_text(encoding="utf-8").strip()
    if given is not None and found != given:
        raise ValueError(
            f"{folder} was graded with another seed; leave --seed out, or choose another --output"
        )
    return found
