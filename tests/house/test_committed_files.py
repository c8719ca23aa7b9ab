"""What is committed: nothing large, and no path of anybody's machine."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 500_000  # bytes
# Larger files that the course cannot do without, each with the bytes that it may have.
ALLOWED_LARGER = {
    "data/mask_rcnn_tiny/weights.safetensors": 15_000_000,
    "data/keypoint_rcnn_tiny/weights.safetensors": 9_000_000,
    "data/the_line/rcnn.safetensors": 1_500_000,
    "data/the_line/sppnet.safetensors": 3_500_000,
    "data/the_line/fast_rcnn.safetensors": 3_500_000,
    "data/the_line/faster_rcnn.safetensors": 3_500_000,
    "data/the_line/mask_rcnn.safetensors": 3_500_000,
}
# Where somebody's own files lie. Written in pieces, so that this file does not find itself.
NAMES = ("wor" + "k/", "roo" + "t/", "hom" + r"e/\w", "Use" + r"rs/\w")
MACHINE = re.compile(rf"(?<![\w.~])/({'|'.join(NAMES)})|\.\./shar" + "ed")
TEMPORARY = re.compile(r"(?<![\w.~])/tm" + "p/")
# Elsewhere than the package and the lessons a temporary folder may well be named.
TEMPORARY_ALLOWED = ("tests/", ".ci/")


def committed() -> list[str]:
    """The files that git knows."""
    # A clone may belong to another user than the one that runs the tests, as in a container.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if (ROOT / name).is_file()]


def machine_paths(text: str, name: str) -> list[str]:
    """The lines that name a place on one machine."""
    temporary_too = not name.startswith(TEMPORARY_ALLOWED)
    return [
        line.strip()[:100]
        for line in text.splitlines()
        if MACHINE.search(line) or (temporary_too and TEMPORARY.search(line))
    ]


def test_no_committed_file_is_large():
    sizes = {name: (ROOT / name).stat().st_size for name in committed()}
    large = {n: size for n, size in sizes.items() if size > ALLOWED_LARGER.get(n, LARGEST)}
    assert sizes
    assert large == {}


def test_no_committed_file_names_a_machines_own_path():
    found = {}
    for name in committed():
        data = (ROOT / name).read_bytes()
        if b"\0" not in data:  # text
            found[name] = machine_paths(data.decode("utf-8"), name)
    assert found
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("a.py", "open('/wor" + "k/main/x')\n", 1),
        ("tests/a.py", "open('/wor" + "k/main/x')\n", 1),
        ("a.md", "/roo" + "t/x\nfine\n/hom" + "e/me/x\n/Use" + "rs/me/x\n", 3),
        ("a.md", "see /tm" + "p/x\n", 1),
        ("a.md", "see ../shar" + "ed/x\n", 1),
        (".ci/run", "see /tm" + "p/x\n", 0),
        ("a.md", "the work/life balance, ~/tmp/x, site.org/a/wor" + "k/b, $HOME/x\n", 0),
    ],
)
def test_a_path_of_one_machine_is_found(name, text, count):
    assert len(machine_paths(text, name)) == count
