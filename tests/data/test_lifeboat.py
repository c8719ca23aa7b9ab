"""The photograph with a crowd, its boxes, and the credit that it owes."""

import numpy as np
import pytest
import torch

from mrcnn_edu.data.lifeboat import (
    BOAT,
    LIFEBOAT_SIZE,
    PERSON,
    lifeboat_boat,
    lifeboat_coco,
    lifeboat_crowd,
    lifeboat_image,
    lifeboat_people,
)
from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.ops.boxes import box_iou, clip_boxes_to_image


def test_the_photograph_is_the_one_that_the_annotations_belong_to():
    image, (entry,) = lifeboat_image(), lifeboat_coco()["images"]
    assert image.shape == LIFEBOAT_SIZE == (entry["height"], entry["width"])
    assert image.dtype == np.uint8
    assert image.mean() == pytest.approx(158.0, abs=0.5)  # decoders differ in rounding
    assert image[:50, 100:300].min() > image[150:165, 450:490].max()  # bright sky, dark house


# Each box as COCO has it, from its file: corner and size.
@pytest.mark.parametrize(
    ("boxes", "number", "x", "y", "width", "height"),
    [
        pytest.param(lifeboat_people, 0, 149.88, 92.39, 28.02, 34.67, id="first person"),
        pytest.param(lifeboat_people, 8, 336.63, 164.72, 11.27, 33.36, id="the narrowest"),
        pytest.param(lifeboat_people, 12, 403.88, 170.12, 27.8, 33.53, id="last person"),
        pytest.param(lifeboat_boat, 0, 4.67, 91.75, 480.51, 194.38, id="boat"),
        pytest.param(lifeboat_crowd, 0, 382.0, 138.0, 45.0, 48.0, id="crowd"),
    ],
)
def test_boxes_are_corners(boxes, number, x, y, width, height):
    wanted = torch.tensor([x, y, x + width, y + height])
    torch.testing.assert_close(boxes()[number], wanted)


def test_every_annotation_has_its_box():
    annotations = lifeboat_coco()["annotations"]
    assert {entry["category_id"] for entry in annotations} == {PERSON, BOAT}
    found = (lifeboat_people(), lifeboat_boat(), lifeboat_crowd())
    assert [tuple(boxes.shape) for boxes in found] == [(13, 4), (1, 4), (1, 4)]
    assert sum(map(len, found)) == len(annotations)


def test_boxes_lie_in_the_photograph_and_people_from_left_to_right():
    everything = torch.cat([lifeboat_people(), lifeboat_boat(), lifeboat_crowd()])
    assert torch.equal(clip_boxes_to_image(everything, LIFEBOAT_SIZE), everything)
    assert (lifeboat_people().diff(dim=0)[:, 0] > 0).all()


def test_what_lessons_tell_of_it():
    """The boat hides nobody from NMS; of the people only neighbours overlap, and never by half."""
    people = lifeboat_people()
    assert box_iou(lifeboat_boat(), people).max() < 0.02
    among = box_iou(people, people).fill_diagonal_(0)
    assert among.triu(diagonal=2).max() == 0
    assert among.max() == pytest.approx(0.2247, abs=0.0001)


def test_both_credits_travel_with_the_files():
    credit = shipped("lifeboat/README.md").read_text(encoding="utf-8")
    for owed in ("COCO Consortium", "CC BY 4.0", "known copyright restrictions", "204805"):
        assert owed in credit
