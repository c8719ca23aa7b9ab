"""What an exercise on boxes is tried on: the rows of ``examples.py``, then random boxes."""

from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Cases
from mrcnn_edu.classroom.exercises.boxes import pictures
from mrcnn_edu.classroom.exercises.boxes.examples import (
    BOXES_AND_IMAGE_SIZE,
    CENTRES_AND_SIZES,
    TWO_SETS_OF_BOXES,
)
from mrcnn_edu.classroom.exercises.cases import (
    BOXES,
    SCALE,
    SIDE,
    START,
    boxes_of,
    with_float64,
)

two_sets_of_boxes = Cases(
    examples=with_float64(
        [
            {"boxes1": boxes_of(boxes1), "boxes2": boxes_of(boxes2)}
            for _, boxes1, boxes2, _, _ in TWO_SETS_OF_BOXES
        ]
    ),
    random=st.tuples(SCALE, BOXES, BOXES).map(
        lambda drawn: {"boxes1": drawn[0] * drawn[1], "boxes2": drawn[0] * drawn[2]}
    ),
    picture=pictures.two_sets_of_boxes,
)
"""For ``box_iou`` and ``generalized_box_iou``: boxes1 (N, 4) and boxes2 (M, 4)."""

centres_and_sizes = Cases(
    examples=with_float64([{"boxes": boxes_of(boxes)} for _, boxes, _ in CENTRES_AND_SIZES]),
    random=st.tuples(
        SCALE, st.lists(st.tuples(START, START, SIDE, SIDE), min_size=1, max_size=5)
    ).map(lambda drawn: {"boxes": drawn[0] * boxes_of([[*map(float, row)] for row in drawn[1]])}),
    picture=pictures.boxes_out,
)
"""For cxcywh to xyxy: boxes (N, 4)."""

boxes_and_image_size = Cases(
    examples=with_float64(
        [{"boxes": boxes_of(boxes), "size": size} for _, boxes, size, _ in BOXES_AND_IMAGE_SIZE]
    ),
    random=st.tuples(st.sampled_from([1.0, 1.0, 0.5]), BOXES, st.tuples(SIDE, SIDE)).map(
        lambda drawn: {"boxes": drawn[0] * drawn[1], "size": drawn[2]}
    ),
    picture=pictures.boxes_out,
)
"""For ``clip_boxes_to_image``: boxes (N, 4) and size (height, width)."""
