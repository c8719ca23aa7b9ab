"""What the tests of downloads share: where to, and no waiting."""

from pathlib import Path

import pytest

from mrcnn_edu.files import download as download_module
from mrcnn_edu.files import receiving


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting, blocks that divide what is cut off, and no proxy on the way to ourselves."""
    monkeypatch.setattr(download_module, "PAUSES", (0.0,) * 4)
    monkeypatch.setattr(receiving, "BLOCK", 10_000)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "file.bin"
