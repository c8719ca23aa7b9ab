"""A folder of drawn scenes in COCO's format, as somebody's own data."""

import json
from pathlib import Path

import pytest

from tests.cli.drawn_scenes import write_scenes

SCENES = 3


@pytest.fixture(scope="session")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with images 0.png to 2.png, and annotations.json."""
    folder = tmp_path_factory.mktemp("scenes")
    (folder / "annotations.json").write_text(json.dumps(write_scenes(folder, SCENES, ".png")))
    return folder
