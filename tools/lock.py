"""Write lock.txt: every package that ``make`` installs, at the version that is installed here.

    python -m tools.lock

constraints.txt pins what the project names itself; what those packages bring along would float. The
list is of the environment that runs this, which ``.ci/run`` then tests. What only another system
needs is not in it, and of torch no build is named: one for a GPU and one without fit alike.
"""

import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.notebooks import ROOT

LOCK = ROOT / "lock.txt"
OURS = "mrcnn-edu"
TITLE = (
    "# Every package of a new environment, at the version that is tested; python -m tools.lock\n"
)


def needed(name: str, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """What an installed package brings along on this system, with its own extras.

    Args:
        name: of the package; nothing comes of one that is not installed.
        extras: that were asked for.
    """
    try:
        lines = distribution(name).requires or []
    except PackageNotFoundError:
        return
    for requirement in map(Requirement, lines):
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield canonicalize_name(requirement.name), frozenset(requirement.extras)


def locked() -> dict[str, str]:
    """The version of every installed package that ours needs, directly or not.

    Returns:
        By name, in the order of the alphabet, without the part behind a +, as in 2.13.0+cpu.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    direct = [Requirement(line) for lines in lists for line in lines]
    left = [(canonicalize_name(each.name), frozenset(each.extras)) for each in direct]
    seen: set[tuple[str, frozenset[str]]] = set()
    while left:
        package = left.pop()
        if package not in seen and package[0] != OURS:
            seen.add(package)
            left += needed(*package)
    versions = {}
    for name in sorted({name for name, _ in seen} - {OURS}):
        try:
            versions[name] = distribution(name).version.partition("+")[0]
        except PackageNotFoundError:
            continue  # of another system, or left out on purpose
    return versions


def main() -> int:
    """Write the file."""
    lines = [f"{name}=={version}\n" for name, version in locked().items()]
    LOCK.write_text(TITLE + "".join(lines), encoding="utf-8")
    print(f"{LOCK.name}: {len(lines)} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
