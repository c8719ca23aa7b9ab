"""The modules that become one, and the words that stand apart from them."""

import json
import re
import shutil
import subprocess

import pytest

from mrcnn_edu.views import looks
from mrcnn_edu.views.widgets import sources
from tests.views.widgets.every import CLASSES as WIDGETS

LANGUAGES = json.loads(sources.read_text("strings.json"))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "HERE", tmp_path)
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "one.js").write_text("export const one = 1;\n")
    (tmp_path / "kit" / "a.js").write_text(
        'import { one } from "./one.js";\nexport const two = one + one;\n'
        "export function add(x) { return x; }\n"
    )
    (tmp_path / "b.js").write_text(
        'import { two } from "./kit/a.js";\nimport {\n  add,\n} from "./kit/a.js";\n'
        'import { one } from "./kit/one.js";\n'
        'const text = "we import and export";\nexport default { sum: add(two), text };\n'
    )
    return tmp_path


def test_modules_become_one(folder):
    assert sources.modules_of("b.js") == ["kit/one.js", "kit/a.js", "b.js"]
    assert sources.join_modules("b.js") == (
        "const one = 1;\n\nconst two = one + one;\nfunction add(x) { return x; }\n\n"
        'const text = "we import and export";\nexport default { sum: add(two), text };\n'
    )


def test_the_one_module_runs(folder):
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js")
    text = sources.join_modules("b.js") + "console.log(add(two));\n"
    command = [node, "--input-type=module", "--eval", text]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout == "2\n"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"c.js": 'import { d } from "./d.js";\n', "d.js": 'import { c } from "./c.js";\n'},
            "in a circle, got c.js -> d.js -> c.js",
        ),
        (
            {
                "c.js": 'import { d } from "./d.js";\nconst n = 1;\n',
                "d.js": "export function n() {}\n",
            },
            "c.js and d.js both declare 'n'",
        ),
    ],
    ids=["a circle", "one name twice"],
)
def test_modules_that_cannot_become_one(folder, files, message):
    for name, text in files.items():
        (folder / name).write_text(text)
    with pytest.raises(ValueError, match=message):
        sources.join_modules("c.js")


def test_figures_and_widgets_share_their_colours():
    variables = dict(re.findall(r"(--[\w-]+): ([^;]+);", sources.look_variables()))
    for name, look in vars(looks).items():
        if isinstance(look, dict) and not name.startswith("_"):
            assert variables[f"--{name.lower()}"] == look["color"]
            dashed = variables[f"--{name.lower()}-dash"] != "none"
            assert dashed == (look["style"] != "-")


@pytest.mark.parametrize("name", WIDGETS)
def test_a_style_names_its_colours(name):
    style = WIDGETS[name]._css
    known = set(re.findall(r"(--[\w-]+):", style))
    used = set(re.findall(r"var\((--[\w-]+)", style))
    foreign = {name for name in used if name.startswith(("--jp-", "--vscode-"))}
    assert used - foreign <= known | {"--aspect", "--own"}  # set where they are used
    own = style.removeprefix(sources.look_variables())
    assert set(re.findall(r"#[0-9a-fA-F]{6}\b", own)) <= {"#6b6b6b", "#1a73e8"}  # greys, the focus


@pytest.mark.parametrize("name", WIDGETS)
def test_a_widget_is_one_module(name):
    esm = WIDGETS[name]._esm
    [only] = re.findall(r"^(?:import|export)\b.*", esm, re.MULTILINE)
    assert only.startswith("export default { render")
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
    assert asked <= set(sources.read_words(name, "en"))
    assert not set(LANGUAGES["en"][name]) & set(LANGUAGES["en"]["kit"])


def test_an_unknown_language():
    with pytest.raises(ValueError, match="language must be one of 'en', got 'zh'"):
        sources.read_words("iou", "zh")
    with pytest.raises(ValueError, match=r"widget must be one of .*'iou'.*, got 'coin'"):
        sources.read_words("coin", "en")
