"""Names of others reach a terminal as letters, not as something to be done."""

import ast
import json
from pathlib import Path

import pytest
from PIL import Image

from mrcnn_edu.cli import main
from mrcnn_edu.cli.saying import plain

CLI = Path(main.__file__).parent
EVIL = "\x1b]0;pwned\x07\n\u202egnp.\x9b2J"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("\x1b[2J", r"\x1b[2J"),
        ("a\r\nb\tc", r"a\r\nb\tc"),
        ("\x9b2J\x00", r"\x9b2J\x00"),
        ("a\u202eb\u2028c", r"a\u202eb\u2028c"),
        ("\udcff", r"\udcff"),  # of a file name that is no UTF-8
        ("猫 ł é \U0001f600 -> 'x' \\ می\u200cخواهم\u00a0", None),
    ],
)
def test_what_a_terminal_obeys_is_written_out(text: str, printed: str | None):
    assert plain(text) == (text if printed is None else printed)


def test_every_line_goes_through_say():
    for path in CLI.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
        assert "print" not in names, path.name


@pytest.mark.filterwarnings("always::mrcnn_edu.coco.problems.DataProblems")
def test_doctor_and_errors_print_names_as_letters(tmp_path, capsys):
    Image.new("RGB", (9, 9)).save(tmp_path / "a\x1b[2J.png")
    images = [{"id": 1, "file_name": "a\x1b[2J.png", "height": 9, "width": 9}]
    images.append({"id": 2, "file_name": EVIL, "height": 9, "width": 9})
    box = {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 5, 5]}
    box["segmentation"] = [[1, 1, 6, 1, 6, 6]]
    coco = {"images": images, "annotations": [box], "categories": [{"id": 1, "name": EVIL}]}
    path = tmp_path / "a.json"
    path.write_text(json.dumps(coco))
    data = ["--images", str(tmp_path), "--annotations", str(path)]
    assert main.main(["doctor", *data]) == 1
    assert main.main(["evaluate", *data]) == 1
    assert main.main(["predict", EVIL]) == 1
    printed = capsys.readouterr()
    for obeyed in "\x1b\x07\x9b\u202e":
        assert obeyed not in printed.out + printed.err
    assert r"objects        1 \x1b]0;pwned\x07\n" in printed.out
    assert printed.err.count("\n") == 3  # a warning and two sentences
