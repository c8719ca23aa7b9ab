"""Where a library that not everybody needs is not installed."""

import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version

import pytest

from mrcnn_edu.cli import doctor
from mrcnn_edu.cli.main import main

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
    assert done.stdout.endswith("nothing to mend\n[0, 1, 1, 1]\n")
    assert done.stderr.splitlines() == [
        "predict: matplotlib is needed to draw what is found, or give --no-pictures; "
        "python -m pip install matplotlib",
        "train: tensorboard is needed to log how training goes; python -m pip install tensorboard",
        "evaluate: say on what: --images FOLDER --annotations FILE.json, or --data NAME",
    ]


@pytest.mark.parametrize(
    ("name", "code", "sentence"),
    [
        ("matplotlib", 0, "not installed; for predict and the lessons: python -m pip install m"),
        ("tensorboard", 0, "not installed; for train: python -m pip install tensorboard"),
        ("pillow", 1, "TO MEND  pillow is not installed; python -m pip install pillow"),
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
    assert printed.count("not installed; ") == 1 + code
