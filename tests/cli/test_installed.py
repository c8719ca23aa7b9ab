"""Where a library that not everybody needs is not installed."""

import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version

import pytest

from mrcnn_edu.cli import doctor
from mrcnn_edu.cli.main import main

KEPT = "ONEDNN_PRIMITIVE_CACHE_CAPACITY"
ALL = """
import sys
sys.modules["matplotlib"] = sys.modules["tensorboard"] = None  # as if they were not there
from mrcnn_edu.cli.main import main
print([main(arguments.split()) for arguments in sys.argv[1:]])
"""


def test_only_what_needs_a_library_is_refused_and_nothing_is_a_traceback():
    commands = ["doctor", f"predict {__file__}", "train --images .", "evaluate"]
    done = subprocess.run(
        [sys.executable, "-c", ALL, *commands],
        env={k: v for k, v in os.environ.items() if k != "MRCNN_EDU_DATA"},
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.stdout.endswith("nothing to mend\n[0, 1, 1, 1]\n")  # pip knows them
    assert done.stderr.splitlines() == [
        "predict: matplotlib is needed to draw what is found, or give --no-pictures; "
        "python -m pip install matplotlib",
        "train: tensorboard is needed to log how training goes; python -m pip install tensorboard",
        "evaluate: say on what: --images FOLDER --annotations FILE.json, or --data NAME",
    ]


@pytest.mark.parametrize(
    ("name", "code", "sentence"),
    [
        ("matplotlib", 1, "TO MEND  matplotlib is not installed, for predict and the lessons; py"),
        ("tensorboard", 1, "TO MEND  tensorboard is not installed, for train; python -m pip in"),
        ("scikit-image", 0, "not installed; for the lessons: python -m pip install scikit-image"),
        ("pillow", 1, "TO MEND  pillow is not installed, for everything; python -m pip install"),
    ],
)
def test_doctor_names_what_is_missing(name, code, sentence, monkeypatch, capsys):
    def version_of(other: str) -> str:
        if other == name:
            raise PackageNotFoundError
        return version(other)

    monkeypatch.delenv("MRCNN_EDU_DATA", raising=False)
    monkeypatch.setattr(doctor, "version", version_of)
    assert main(["doctor"]) == code
    printed = capsys.readouterr().out
    assert sentence in printed
    assert printed.count("not installed; ") == 1
    assert printed.count("not installed, ") == code


def test_the_version_is_told_without_torch(monkeypatch):
    line = "import sys; sys.modules['torch'] = None; from mrcnn_edu.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", line, "--version"], capture_output=True, text=True, timeout=60
    )
    assert (
        done.stdout
        == ", ".join(f"{name} {version(name)}" for name in ("mrcnn_edu", "torch", "pillow")) + "\n"
    )


@pytest.mark.parametrize(("before", "after"), [({}, "256"), ({KEPT: "7"}, "7")])
def test_a_process_of_ours_keeps_few_shapes(before, after):
    """A process of somebody else, who calls main, is left alone."""
    line = (
        "import os; from mrcnn_edu.cli.main import main; from contextlib import suppress\n"
        f"for typed in (['-h'], None):\n  with suppress(SystemExit): main(typed)\n"
        f"  print(os.environ.get({KEPT!r}))"
    )
    others = {name: value for name, value in os.environ.items() if name != KEPT}
    done = subprocess.run(
        [sys.executable, "-c", line, "--version"],
        env=others | before,
        capture_output=True,
        text=True,
        timeout=60,
    )
    told = [line for line in done.stdout.splitlines() if line in ("None", "7", "256")]
    assert told == [before.get(KEPT, "None"), after]
