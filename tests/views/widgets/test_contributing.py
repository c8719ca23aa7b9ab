"""The widget that CONTRIBUTING.md shows is a whole one."""

import importlib.util
import json
import re
import shutil
from pathlib import Path

import pytest

from mrcnn_edu.views.widgets import sources

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def area_widget(tmp_path, monkeypatch):
    """The class of the example, from the files that the page tells one to write."""
    text = (ROOT / "CONTRIBUTING.md").read_text().split("## Adding a widget")[1].split("\n## ")[0]
    blocks = dict(re.findall(r"```(\w+)\n(.*?)```", text, re.DOTALL))
    folder = tmp_path / "widgets"
    shutil.copytree(sources.HERE, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (folder / "area.js").write_text(blocks["js"])
    (folder / "area.py").write_text(blocks["python"])
    languages = json.loads((folder / "strings.json").read_text())
    languages["en"]["area"] = json.loads(blocks["json"])
    (folder / "strings.json").write_text(json.dumps(languages))
    monkeypatch.setattr(sources, "HERE", folder)
    spec = importlib.util.spec_from_file_location("area", folder / "area.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.AreaWidget


def test_the_example_works(show, photo, area_widget):
    widget = area_widget(photo, [60, 60, 160, 160], predict=True)
    shown = show(widget)
    result = shown.page.locator(".result")
    assert result.text_content() == "?"
    shown.page.get_by_role("spinbutton").fill("9000")
    shown.page.get_by_role("button", name="this is my guess").click()
    shown.settle()
    assert widget.guesses == [9000]
    verdict = shown.page.locator(".verdict").text_content()
    assert verdict == "You said 9000. It is 10000. Width times height."
    shown.drag((160, 100), (200, 100))
    assert widget.box == [60, 60, 200, 160]
    assert result.text_content() == "14000.0"
    assert "The box is [60, 60, 200, 160]." in widget.still_html()
