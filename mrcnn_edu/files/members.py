"""What an archive holds, one member after another, whether it is zip, tar or tar.gz."""

import gzip
import stat
import tarfile
import zipfile
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from typing import IO, NamedTuple, Self

UNIX = 3  # the system that made a zip, where its members' kinds are told
PADDING = 1 << 20  # bytes that may follow the end of a tar; usual are 10240 at most


class Member(NamedTuple):
    """One entry of an archive, as the archive describes it; nothing of it need be true.

    Attributes:
        name: its path, with slashes.
        size: in bytes.
        kind: "file", "folder", or what else it is.
        open: gives its bytes. Of a tar it must be called before the next member is asked for.
    """

    name: str
    size: int
    kind: str
    open: Callable[[], IO[bytes]]


def members(archive: Path) -> Generator[Member, None, None]:
    """The members of an archive, in its order.

    Args:
        archive: a file zip, tar or tar.gz; its first bytes say which, not its name.

    Yields:
        Each member. Only once the last has been asked for is it known that the archive is whole.

    Raises:
        Exception: while it is read, if it is damaged, cut off, or of another kind. Python's
            readers of archives have a dozen for that, an ``OSError`` without ``errno`` among them.

    Example:
        >>> import io, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with zipfile.ZipFile(Path(folder) / "a.zip", "w") as file:
        ...         file.writestr("balloon/train/a.txt", "hello")
        ...     for member in members(Path(folder) / "a.zip"):
        ...         print(member.name, member.size, member.kind, member.open().read())
        balloon/train/a.txt 5 file b'hello'
    """
    with archive.open("rb") as file:
        magic = file.read(4)
    if magic.startswith(b"PK"):
        return _of_zip(archive)
    return _of_tar(archive, compressed=magic.startswith(b"\x1f\x8b"))


def _of_zip(archive: Path) -> Generator[Member, None, None]:
    with zipfile.ZipFile(archive) as file:
        for info in file.infolist():
            yield Member(info.filename, info.file_size, _zip_kind(info), partial(file.open, info))


def _zip_kind(info: zipfile.ZipInfo) -> str:
    if info.is_dir():
        return "folder"
    mode = info.external_attr >> 16 if info.create_system == UNIX else 0
    if stat.S_ISLNK(mode):
        return "link"
    return "file" if stat.S_IFMT(mode) in (0, stat.S_IFREG) else "device"


class _Header(tarfile.TarInfo):
    """A header of a tar; tarfile takes a damaged one for the end of the archive."""

    @classmethod
    def fromtarfile(cls, tarfile_: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(tarfile_)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]
            raise
        except tarfile.HeaderError as error:
            raise tarfile.ReadError(f"a header is damaged or missing: {error}") from error


def _of_tar(archive: Path, compressed: bool) -> Generator[Member, None, None]:
    with (
        gzip.open(archive) if compressed else archive.open("rb") as raw,
        tarfile.open(fileobj=raw, mode="r:", tarinfo=_Header) as file,
    ):
        for info in file:
            yield Member(info.name, info.size, _tar_kind(info), partial(_open, file, info))
        # At its very end gzip compares the sum of what it gave.
        if len(raw.read(PADDING + 1)) > PADDING:
            raise tarfile.ReadError("something follows the end of the archive")


def _tar_kind(info: tarfile.TarInfo) -> str:
    if info.isdir():
        return "folder"
    if info.issym() or info.islnk():
        return "link"
    return "file" if info.isfile() else "device"


def _open(file: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    opened = file.extractfile(info)
    if opened is None:
        raise tarfile.ReadError("it is not a file")
    return opened
