"""The modules that become one, and the words that stand apart from them."""

import json
import re
import shutil
import subprocess

import pytest

from mrcnn_edu.views.widgets import sources
from mrcnn_edu.views.widgets.iou import IouWidget
from mrcnn_edu.views.widgets.microscope import MicroscopeWidget
from mrcnn_edu.views.widgets.nms import NmsWidget

WIDGETS = {"iou": IouWidget, "nms": NmsWidget, "microscope": MicroscopeWidget}
LANGUAGES = json.loads(sources.read_text("strings.json"))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "HERE", tmp_path)
    (tmp_path / "a.js").write_text("export const two = 2;\nexport function add(x) { return x; }\n")
    (tmp_path / "b.js").write_text(
        'import { two } from "./a.js";\nimport {\n  add,\n} from "./a.js";\n'
        'const text = "we import and export";\nexport default { sum: add(two), text };\n'
    )
    return tmp_path


def test_modules_become_one(folder):
    assert sources.join_modules("a.js", "b.js") == (
        "const two = 2;\nfunction add(x) { return x; }\n\n"
        'const text = "we import and export";\nexport default { sum: add(two), text };\n'
    )


def test_the_one_module_runs(folder):
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js")
    text = sources.join_modules("a.js", "b.js") + "console.log(add(two));\n"
    command = [node, "--input-type=module", "--eval", text]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout == "2\n"


@pytest.mark.parametrize("name", WIDGETS)
def test_a_widget_is_one_module(name):
    esm = WIDGETS[name]._esm
    assert re.findall(r"^(?:import|export)\b.*", esm, re.MULTILINE) == [
        "export default { render };"
    ]
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", esm)  # which is a name, no request


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything(language):
    def places(words):
        return {key: sorted(re.findall(r"\{\w+\}", text)) for key, text in words.items()}

    for widget, words in LANGUAGES["en"].items():
        assert places(LANGUAGES[language][widget]) == places(words)


@pytest.mark.parametrize("name", WIDGETS)
def test_every_word_asked_for_is_there(name):
    asked = set(re.findall(r"\bwords\.(\w+)", WIDGETS[name]._esm))
    assert asked <= set(LANGUAGES["en"][name])


def test_an_unknown_language():
    with pytest.raises(ValueError, match="language must be one of 'en', got 'zh'"):
        sources.read_words("iou", "zh")
