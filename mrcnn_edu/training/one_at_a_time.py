"""One run in a folder at a time: two would write their checkpoints over one another's."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from mrcnn_edu.training.distributed import rank

LOCK = "run.lock"


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other runs out of a folder for as long as this one lasts.

    The system holds the lock and gives it back when the process ends, however it ends: a file that
    is left over locks nothing. Of several processes of a run the first holds it.

    Args:
        folder: of the run; it is made if need be.

    Raises:
        OSError: if it cannot be made, or locked, as on some network drives.
        ValueError: if another run is at work there.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as name:
        ...     with alone_in(Path(name, "mine")):
        ...         [path.name for path in Path(name).iterdir()]
        ['mine']
    """
    if rank() > 0:
        yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise ValueError(
            f"another run is at work in {folder}; wait until it has ended, or give another folder"
        ) from error
    try:
        yield
    finally:
        lock.release()
