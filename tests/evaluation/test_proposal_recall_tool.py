"""The tool that measures recall of proposals, on a drawn data set of two pictures."""

import torch

from tools import proposal_recall as tool

OBJECT = [10.0, 10, 30, 20]


def two_pictures():
    for _ in range(2):
        image = torch.zeros(3, 30, 40, dtype=torch.uint8)
        image[:, 10:20, 10:30] = 255
        yield image, torch.tensor([OBJECT])


def test_lines_tell_recall_of_the_first_boxes_in_each_order(monkeypatch):
    monkeypatch.setitem(tool.DATA, "drawn", two_pictures)
    monkeypatch.setattr(tool, "FIRST", (1, 2))
    boxes = torch.tensor([[0.0, 0, 40, 30], OBJECT, [0, 0, 3, 3]])
    rows = tool.lines("drawn", "selective search, drawn", lambda image: boxes, images=2)
    assert {row["order"] for row in rows} == {"its own", "shuffled", "largest first"}
    recall = {(row["order"], row["boxes"]): row["recall at 0.5"] for row in rows}
    assert recall["its own", 1] == recall["largest first", 1] == 0
    assert recall["its own", 2] == recall["largest first", 2] == recall["shuffled", "all"] == 1
    assert {(row["images"], row["objects"], row["boxes an image"]) for row in rows} == {(2, 2, 3)}


def test_a_method_is_measured_once(monkeypatch, tmp_path):
    monkeypatch.setitem(tool.DATA, "drawn", two_pictures)
    asked = []

    def found(image):
        asked.append(image)
        return torch.tensor([OBJECT])

    monkeypatch.setattr(tool, "methods", lambda data: {"drawn boxes": found})
    for _ in range(2):
        tool.main(["--data", "drawn", "--images", "1", "--result", str(tmp_path / "out.csv")])
    assert len(asked) == 1
    (line,) = tool.done(tmp_path / "out.csv")
    assert (line["boxes"], line["recall at 0.8"], line["order"]) == ("all", "1.0", "its own")


def test_the_boat_and_the_people_lie_in_their_photograph():
    ((image, boxes),) = tool.lifeboat()
    assert (image.shape[0], len(boxes)) == (1, 14)
    assert (boxes[:, 2:] <= torch.tensor([image.shape[2], image.shape[1]])).all()


def test_the_rpn_finds_coins_in_pixels_of_the_photograph():
    ((image, boxes),) = tool.coins()
    proposals = tool.rpn()(image)
    assert float(tool.best_overlaps(boxes, proposals).mean()) > 0.7
