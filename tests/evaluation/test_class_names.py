"""A detector knows more classes than are annotated, or has them in other places, as COCO's do."""

import pytest
import torch
from torch import Tensor

from mrcnn_edu.coco.folder import CocoFolder
from mrcnn_edu.detectors.published import COCO_CATEGORIES
from mrcnn_edu.evaluation.class_names import Relabelled, labels_in
from mrcnn_edu.evaluation.on_folder import headline_numbers
from tests.cli.drawn_scenes import write_scenes
from tests.detectors.small import small_detector

NAMES = ("background", "cat", "dog", "cow")
OFFICIAL = {"person": 1, "cat": 17, "toothbrush": 90}  # COCO's ids, which are its labels too


@pytest.mark.parametrize(
    ("names", "annotated", "labels"),
    [
        (NAMES, NAMES, [0, 1, 2, 3]),
        (None, NAMES, [0, 1, 2, 3]),
        (NAMES, ("background", "cow", "cat", "dog"), [0, 2, 3, 1]),
        (NAMES, ("background", "dog"), [0, 0, 1, 0]),
        (("background", "N/A", "N/A", "dog"), ("background", "dog"), [0, 0, 0, 1]),
        (("background", "cat", "background", "dog"), ("background", "dog"), [0, 0, 0, 1]),
    ],
    ids=["same", "without names", "other order", "fewer", "gaps", "a class named background"],
)
def test_labels_in_other_annotations(names, annotated, labels):
    assert labels_in(annotated, 4, names).tolist() == labels


@pytest.mark.parametrize(
    ("names", "annotated", "message"),
    [
        (None, NAMES[:3], "tells 4 classes apart and does not name them, the annotations have 3"),
        (NAMES, (*NAMES, "owl"), "knows cat, dog, cow, but not what is annotated as owl"),
        (NAMES, ("background", "Cat"), "not what is annotated as Cat; evaluate on data"),
    ],
    ids=["number", "one more", "another spelling"],
)
def test_classes_that_it_does_not_know(names, annotated, message):
    with pytest.raises(ValueError, match=message):
        labels_in(annotated, 4, names)


def test_a_class_that_no_object_has_need_not_be_known():
    annotated = (*NAMES, "owl")
    assert labels_in(annotated, 4, NAMES, {"cat", "dog"}).tolist() == [0, 1, 2, 3]
    with pytest.raises(ValueError, match="annotated as owl"):
        labels_in(annotated, 4, NAMES, {"owl"})


class Knows(torch.nn.Module):
    """Finds the objects of one target after another, with labels of its own."""

    def __init__(self, targets: list[dict[str, Tensor]], labels: list[int]) -> None:
        super().__init__()
        self.targets, self.labels = iter(targets), torch.tensor([0, *labels])

    def forward(self, images: list[Tensor]) -> list[dict[str, Tensor]]:
        target = next(self.targets)
        labels = self.labels[target["labels"]]
        scores, masks = torch.full((len(labels),), 0.9), target["masks"][:, None].float()
        return [{"boxes": target["boxes"], "labels": labels, "scores": scores, "masks": masks}]


def test_what_is_not_annotated_is_left_out():
    target = {
        "boxes": torch.arange(12.0).reshape(3, 4),
        "labels": torch.tensor([1, 2, 3]),
        "masks": torch.ones(3, 2, 2),
    }
    relabelled = Relabelled(Knows([target], [1, 2, 3]), torch.tensor([0, 2, 0, 1]))
    (found,) = relabelled([torch.rand(3, 2, 2)])
    assert found["labels"].tolist() == [2, 1]
    assert torch.equal(found["boxes"], target["boxes"][[0, 2]])
    assert found["masks"].shape == (2, 1, 2, 2)


def test_a_detector_with_the_labels_of_the_official_weights_is_evaluated(tmp_path, monkeypatch):
    coco = write_scenes(tmp_path, 3, ".png")
    ids = [*OFFICIAL.values()]
    for category, (name, id_) in zip(coco["categories"], OFFICIAL.items(), strict=True):
        category |= {"id": id_, "name": name}
    for annotation in coco["annotations"]:
        annotation["category_id"] = ids[annotation["category_id"] - 1]
    dataset = CocoFolder(tmp_path, coco)
    assert dataset.class_names == ("background", *OFFICIAL)
    detector = small_detector("masks")
    monkeypatch.setattr(detector, "paste", None)  # what it knows is as large as the image
    monkeypatch.setattr(detector, "forward", Knows([t for _, t in dataset], ids).forward)
    labels = labels_in(dataset.class_names, 91, COCO_CATEGORIES)
    numbers = headline_numbers(detector, dataset, ["bbox", "segm"], labels)
    assert numbers == pytest.approx(dict.fromkeys(numbers, 1.0))
