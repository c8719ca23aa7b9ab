"""Build the wheel, install it into a folder of its own, and look whether it is whole.

    python -m tools.wheel

In a clone everything is found because it lies beside the package. Somebody who installs the wheel
has only what it carries: the coins, the widgets' scripts and styles, and whatever comes later.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tools.notebooks import ROOT

# Where the wheel puts what the repository keeps elsewhere.
PLACES = {"mrcnn_edu/": "mrcnn_edu/", "data/": "mrcnn_edu/data/shipped/"}

TRIAL = """
import sys
sys.path.insert(0, sys.argv[1])
import mrcnn_edu
from mrcnn_edu.data import coins
assert mrcnn_edu.__file__.startswith(sys.argv[1]), mrcnn_edu.__file__
assert coins.coins_image().shape == (303, 384)
assert coins.coin_boxes().shape == (24, 4)
boxes, scores = coins.coin_proposals()
assert len(boxes) == len(scores) > 0
from importlib.metadata import distributions
(installed,) = distributions(name="mrcnn_edu", path=[sys.argv[1]])
(script,) = installed.entry_points
assert script.name == "mrcnn-edu", script
assert callable(script.load())
"""


def expected_files(tracked: list[str]) -> list[str]:
    """Where each committed file of the package and of its data has to lie in the wheel."""
    return [
        target + name.removeprefix(source)
        for source, target in PLACES.items()
        for name in tracked
        if name.startswith(source)
    ]


def python(*arguments: str, cwd: Path = ROOT) -> None:
    """Run this Python, and stop where it fails."""
    subprocess.run([sys.executable, *arguments], cwd=cwd, check=True)


def main() -> int:
    """Build, install, compare and try; 1 where something is missing from the wheel."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    expected = expected_files(listed.stdout.split("\0"))
    with tempfile.TemporaryDirectory() as folder:
        installed = Path(folder).resolve() / "installed"
        python("-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ".")
        (wheel,) = Path(folder).glob("*.whl")
        target = ("--target", str(installed))
        python("-m", "pip", "install", "--quiet", "--no-deps", *target, str(wheel))
        missing = [name for name in expected if not (installed / name).is_file()]
        if missing:
            print("the wheel lacks", *missing, sep="\n  ")
            return 1
        python("-c", TRIAL, str(installed), cwd=Path(folder))
    print(f"{wheel.name} carries {len(expected)} files, and finds its coins")
    return 0


if __name__ == "__main__":
    sys.exit(main())
