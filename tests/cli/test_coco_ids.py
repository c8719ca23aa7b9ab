"""With --annotations pycocotools takes results.json as it is."""

import json
import unicodedata
from pathlib import Path

import pytest
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from mrcnn_edu.cli.coco_ids import read_ids
from mrcnn_edu.cli.main import main


def coco_file(path: Path, *images: tuple[object, str]) -> str:
    """Images by id and name, with a dog (7) and a cup (3)."""
    entries = [{"id": key, "file_name": name} for key, name in images]
    categories = [{"id": 7, "name": "dog"}, {"id": 3, "name": "cup"}]
    path.write_text(json.dumps({"images": entries, "annotations": [], "categories": categories}))
    return str(path)


NAMES = ("background", "cat", "dog", "cup")


@pytest.mark.parametrize(
    ("listed", "photo"),
    [
        ("1.png", "val/1.png"),
        ("val/1.png", "val/1.png"),
        ("val\\1.png", "val/1.png"),
        ("./1.png", "val/1.png"),
        ("../val/1.png", "val/1.png"),
        ("/data/val/1.png", "/data/val/1.png"),
        ("my%20cat.JPG", "val/my cat.jpg"),
        (unicodedata.normalize("NFC", "é.png"), unicodedata.normalize("NFD", "val/é.png")),
    ],
)
def test_a_photograph_is_the_image_that_its_path_ends_with(tmp_path, listed, photo):
    path = coco_file(tmp_path / "a.json", (5, "other.png"), (9, listed), (6, "train/1.png"))
    ids = read_ids(path, [Path(photo), Path("val/unlisted.png")], 4, NAMES)
    assert ids.image_ids == {Path(photo): 9}
    assert ids.categories == [None, None, 7, 3]


@pytest.mark.parametrize(
    ("images", "photos", "names", "told"),
    [
        ([], ["a.png"], NAMES, "lists no images; export it again"),
        ([(1, "a.png")], ["b.png"], NAMES, "lists none of the photographs; it has names such as"),
        ([(1, "a.png")], ["x/a.png", "y/a.png"], NAMES, "are both image 1 of"),
        ([(1, "a.png"), (2, "a.png")], ["a.png"], NAMES, "lists none of the photographs"),
        ([(1, "a.png")], ["a.png"], ("background", "bus"), "the detector knows bus, but not"),
        ([(1, "a.png")], ["a.png"], None, "does not name them"),
    ],
)
def test_what_cannot_be_brought_together(tmp_path, images, photos, names, told):
    path = coco_file(tmp_path / "a.json", *images)
    with pytest.raises(ValueError, match=told):
        read_ids(path, [Path(photo) for photo in photos], len(names or NAMES), names)


def test_pycocotools_scores_the_results(scenes, tmp_path):
    coco = json.loads((scenes / "annotations.json").read_text())
    renumbered = {image["id"]: f"image {image['id']}" for image in coco["images"]}
    for entry, field in [
        *((image, "id") for image in coco["images"]),
        *((annotation, "image_id") for annotation in coco["annotations"]),
    ]:
        entry[field] = renumbered[entry[field]]
    for entry, field in [
        *((category, "id") for category in coco["categories"]),
        *((annotation, "category_id") for annotation in coco["annotations"]),
    ]:
        entry[field] = 90 - 10 * entry[field]  # the other way round, with gaps
    path = tmp_path / "renumbered.json"
    path.write_text(json.dumps(coco))
    typed = [str(scenes), "--annotations", str(path), "--score", "0.01", "--no-pictures"]
    assert main(["predict", *typed, "--output", str(tmp_path / "out")]) == 0
    truth = COCO(str(path))
    results = truth.loadRes(str(tmp_path / "out/results.json"))
    for shape in ("bbox", "segm"):
        scored = COCOeval(truth, results, shape)
        scored.evaluate()
        scored.accumulate()
        scored.summarize()
        assert scored.stats[1] > 0.8
