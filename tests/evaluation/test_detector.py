"""A detector and a data set become COCO's numbers: detectors whose numbers are known beforehand."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.evaluation.class_names import Relabelled
from mrcnn_edu.evaluation.coco_eval import evaluate_coco
from mrcnn_edu.evaluation.detector import collect_results, evaluate_detector
from mrcnn_edu.layers.proposers import GivenProposals
from tests.evaluation.reference import pycocotools_numbers

SIZE = (40, 48)


def a_scene(number: int) -> tuple[Tensor, dict[str, Tensor]]:
    """An image that is all of one value, its number / 100, with as many objects."""
    masks = torch.zeros(number, *SIZE, dtype=torch.uint8)
    for g in range(number):
        masks[g, 8 * g : 8 * g + 6, 10 : 20 + g] = 1
    corners = [[10.0, 8 * g, 20 + g, 8 * g + 6] for g in range(number)]
    target = {
        "boxes": torch.tensor(corners).reshape(-1, 4),
        "labels": torch.arange(number) % 2 + 1,
        "masks": masks,
    }
    return torch.full((3, *SIZE), number / 100), target


SCENES = [a_scene(number) for number in (3, 0, 1, 4, 2)]


class Oracle(nn.Module):
    """Looks up what is in an image, and finds all of it but ``less`` objects."""

    def __init__(self, less: int = 0) -> None:
        super().__init__()
        self.less = less
        self.seen: list[int] = []

    def forward(self, images: list[Tensor]) -> list[dict[str, Tensor]]:
        """What there is, with scores from 0.9 downwards."""
        assert not self.training
        assert torch.is_inference_mode_enabled()
        self.seen.append(len(images))
        found = []
        for image in images:
            _, target = a_scene(round(float(image[0, 0, 0]) * 100))
            masks = target["masks"][:, None] * 0.9
            shown = {**target, "masks": masks, "scores": 0.9 - 0.1 * torch.arange(len(masks))}
            found.append({k: v[: max(len(v) - self.less, 0)] for k, v in shown.items()})
        return found


@pytest.mark.parametrize("iou_type", ["bbox", "segm"])
# Of the 10 objects 6 are of label 1 and 4 of label 2; each image's last one is two of each.
@pytest.mark.parametrize(("less", "recall"), [(0, 1), (1, (4 / 6 + 2 / 4) / 2), (9, 0)])
def test_numbers_that_are_known(iou_type: str, less: int, recall: float) -> None:
    numbers = evaluate_detector(Oracle(less), SCENES, iou_type, batch_size=2)
    assert numbers["AR_100"] == pytest.approx(recall)


@pytest.mark.parametrize(("batch_size", "seen"), [(1, [1] * 5), (2, [2, 2, 1]), (9, [5])])
def test_batches_change_nothing(batch_size: int, seen: list[int]) -> None:
    oracle = Oracle(1)
    truth, results = collect_results(oracle, SCENES, batch_size=batch_size)
    assert oracle.seen == seen
    assert (truth, results) == collect_results(Oracle(1), SCENES)
    assert [entry["id"] for entry in truth["annotations"]] == list(range(1, 11))
    assert [image["id"] for image in truth["images"]] == [1, 2, 3, 4, 5]
    assert truth["categories"] == [{"id": 1, "name": "1"}, {"id": 2, "name": "2"}]


@pytest.mark.parametrize("iou_type", ["bbox", "segm"])
def test_the_same_as_pycocotools_and_with_categories_of_a_file(iou_type: str) -> None:
    categories: list[dict[str, Any]] = [{"id": 90, "name": "b"}, {"id": 0, "name": "a"}]
    truth, results = collect_results(Oracle(1), SCENES, iou_type, categories=categories)
    assert {entry["category_id"] for entry in results} == {0, 90}
    numbers = evaluate_detector(Oracle(1), SCENES, iou_type, categories=categories)
    assert numbers == evaluate_coco(truth, results, iou_type)
    assert list(numbers.values()) == pycocotools_numbers(truth, results, iou_type)


def test_categories_that_are_too_few() -> None:
    with pytest.raises(ValueError, match="must be from 1 to 1, the number of categories, got 2"):
        evaluate_detector(Oracle(), SCENES, categories=[{"id": 8}])


def test_categories_stand_in_the_order_of_their_ids() -> None:
    dataset = [(i, {**t, "labels": 9 - t["labels"]}) for i, t in (SCENES[2], SCENES[0])]
    truth, _ = collect_results(Oracle(), dataset, batch_size=1)
    assert [category["id"] for category in truth["categories"]] == [7, 8]


def test_masks_have_the_areas_of_masks() -> None:
    _, results = collect_results(Oracle(), SCENES, "segm")
    assert all("bbox" not in result for result in results)


@pytest.mark.parametrize("training", [True, False])
def test_the_detector_is_left_as_it_was(training: bool) -> None:
    oracle = Oracle().train(training)
    evaluate_detector(oracle, SCENES)
    assert oracle.training == training
    with pytest.raises(ValueError, match="must hold boxes, labels, scores, keypoints"):
        evaluate_detector(oracle, SCENES, "keypoints")
    assert oracle.training == training


def test_a_real_detector() -> None:
    torch.manual_seed(0)
    detector = mask_rcnn_tiny(3, min_size=64, box_score_thresh=0.0, box_detections_per_img=5)
    numbers = evaluate_detector(detector, SCENES[:2])
    assert len(numbers) == 12
    assert 0 <= numbers["AP"] < 0.5
    assert detector.training


class Obedient(nn.Module):
    """Finds what it is told to look at, each a circle."""

    takes_proposals = True

    def forward(self, images: list[Tensor], proposals: list[Tensor]) -> list[dict[str, Tensor]]:
        assert len(images) == len(proposals)
        rows = [(boxes, torch.ones(len(boxes))) for boxes in proposals]
        return [{"boxes": b, "labels": ones.long(), "scores": ones} for b, ones in rows]


@pytest.mark.parametrize("detector", [Obedient(), Relabelled(Obedient(), torch.arange(2))])
def test_a_detector_is_told_where_to_look(detector: nn.Module) -> None:
    told = [(i, {**t, "proposals": t["boxes"] + 1}) for i, t in SCENES]
    _, results = collect_results(detector, told, "bbox", batch_size=2)
    found = [result["bbox"][:2] for result in results]
    assert found == [[11, 8 * g + 1] for objects in (3, 0, 1, 4, 2) for g in range(objects)]
    with pytest.raises(ValueError, match=r"'proposals' .* got boxes, labels, masks; add"):
        collect_results(detector, SCENES, "bbox")


def test_a_real_detector_that_is_told_where_to_look() -> None:
    tiny = mask_rcnn_tiny(3, min_size=64, box_score_thresh=0.0, box_detections_per_img=5)
    detector = TwoStageDetector(tiny.transform, tiny.backbone, GivenProposals(), tiny.roi_heads)
    told = [(i, {**t, "proposals": t["boxes"]}) for i, t in SCENES[:2]]
    truth, results = collect_results(detector, told, "segm")
    assert {result["image_id"] for result in results} == {truth["images"][0]["id"]}


def test_no_images_and_no_batch() -> None:
    assert evaluate_detector(Oracle(), [])["AP"] == -1
    with pytest.raises(ValueError, match="batch_size must be from 1 up, got 0"):
        evaluate_detector(Oracle(), SCENES, batch_size=0)
