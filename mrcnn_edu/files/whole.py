"""A file that is there whole or not at all, whenever its writing is stopped.

It is written under another name beside its place, brought to the disk, and only then renamed; a
rename happens or does not.
"""

import os
from pathlib import Path

PARTIAL = ".partial"


def write_whole(path: str | Path, content: bytes | memoryview | str) -> None:
    """Write a file, or leave what was there as it is.

    Args:
        path: of the file; its folder is there. Beside it lies, while it is written, a file of its
            name with ``.partial`` added.
        content: all of it; a text is written as UTF-8, its lines ended as they are.

    Raises:
        OSError: if it cannot be written, as on a full disk; nothing of it is left.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_whole(Path(folder, "a.txt"), "whole")
        ...     [(path.name, path.read_bytes()) for path in Path(folder).iterdir()]
        [('a.txt', b'whole')]
    """
    path = Path(path)
    partial = path.with_name(path.name + PARTIAL)
    data = content.encode() if isinstance(content, str) else content
    try:
        with open(partial, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        if error.errno is not None:
            error.filename = error.filename or str(path)  # a disk that is full names none
        raise
    if os.name == "posix":  # the name, too, has to reach the disk
        descriptor = os.open(path.parent, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
