"""Where data sets lie, and how those that the course uses come here.

Your own lie in the folder that MRCNN_EDU_DATA names; those that were downloaded lie in the user's
cache. Where a data set is in both, yours is taken.
"""

import os
from pathlib import Path

from filelock import FileLock
from platformdirs import user_cache_path

from mrcnn_edu.data.published import DATA_SETS, Archive
from mrcnn_edu.files.download import download
from mrcnn_edu.files.unpack import unpack

VARIABLE = "MRCNN_EDU_DATA"


def find_data(name: str) -> Path:
    """The folder of a data set: one of your own, or one that was downloaded.

    Args:
        name: of the folder, such as "balloon".

    Returns:
        ``$MRCNN_EDU_DATA/name`` if that is there, else the folder of that name in the cache.

    Raises:
        ValueError: if the name is a path.
        FileNotFoundError: if it is in neither place, is not whole, or MRCNN_EDU_DATA names no
            folder; the message says what to put where, and what command downloads it.

    Example:
        >>> find_data("../balloon")
        Traceback (most recent call last):
        ...
        ValueError: name must be that of one folder, such as 'balloon', got '../balloon'
    """
    if name in ("", ".", "..") or Path(name).name != name:
        raise ValueError(f"name must be that of one folder, such as 'balloon', got {name!r}")
    own = _own_folder()
    places = [folder / name for folder in (own, cache_folder()) if folder is not None]
    for place in places:
        if place.is_dir():
            _check_whole(name, place)
            return place
    searched = " and ".join(map(str, places))
    raise FileNotFoundError(f"there is no data set {name!r} in {searched}; {_advice(name)}")


def fetch_data(name: str, *, progress: bool = True) -> Path:
    """The folder of a data set; what is missing of it is downloaded to the cache first.

    Args:
        name: "balloon" (37 MB) or "coco_val2017" (1.1 GB); or any that ``find_data`` finds.
        progress: whether to show a bar.

    Returns:
        Its folder, as ``find_data`` finds it then. The archives are not kept.

    Raises:
        ValueError: if the name is a path, or an archive is damaged, which is then removed.
        FileNotFoundError: if it is not there and nobody here knows where to get it, or
            MRCNN_EDU_DATA names no folder or has one of this name that is not whole.
        OSError: if it cannot be downloaded; the message says what to put where.
    """
    own = _own_folder()
    if name not in DATA_SETS or (own is not None and (own / name).is_dir()):
        return find_data(name)
    folder = cache_folder() / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.fetching.lock"):  # two processes shall not both unpack it
        for archive in DATA_SETS[name].archives:
            _fetch_archive(archive, folder / archive.place, progress)
        return find_data(name)


def cache_folder() -> Path:
    """The folder that downloaded data sets lie in; it need not be there yet."""
    return user_cache_path("mrcnn_edu", appauthor=False)


def _own_folder() -> Path | None:
    """The folder that MRCNN_EDU_DATA names, if it names one."""
    value = os.environ.get(VARIABLE)
    if not value:
        return None
    folder = Path(value).expanduser()
    if not folder.is_dir():
        raise FileNotFoundError(
            f"{VARIABLE} is {value!r}, and there is no such folder; let it name the folder that"
            " your data sets lie in, or unset it"
        )
    return folder


def _check_whole(name: str, place: Path) -> None:
    files = DATA_SETS[name].files if name in DATA_SETS else ()
    missing = [file for file in files if not (place / file).is_file()]
    if missing:
        raise FileNotFoundError(
            f"{place} is not whole, it lacks {', '.join(missing)}; put that there, or move the"
            f" folder away and run {_command(name)}"
        )


def _fetch_archive(archive: Archive, folder: Path, progress: bool) -> None:
    if folder.is_dir():  # only what is whole has its name
        return
    path = cache_folder() / archive.url.rpartition("/")[2]
    download(archive.url, path, sha256=archive.sha256, size=archive.size, progress=progress)
    try:
        unpack(path, folder, part=archive.part)
    except ValueError:
        path.unlink()  # its length may be right; the next attempt shall not find it again
        raise
    path.unlink()


def _command(name: str) -> str:
    return f"`python -m mrcnn_edu download {name}`"


def _advice(name: str) -> str:
    """What to put where."""
    if name not in DATA_SETS:
        known = ", ".join(DATA_SETS)
        return f"put it there, or set {VARIABLE}; what can be downloaded is {known}"
    archives, files = DATA_SETS[name]
    urls = " and ".join(archive.url for archive in archives)
    first = cache_folder() / name / files[0]
    return f"run {_command(name)}, or unpack {urls} yourself, so that there is a file {first}"
