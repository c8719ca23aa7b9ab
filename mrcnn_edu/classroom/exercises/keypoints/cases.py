"""What an exercise on keypoints is tried on: the rows of ``examples.py``, then random ones."""

from typing import Any

import torch
from hypothesis import strategies as st

from mrcnn_edu.classroom.exercise import Arguments, Cases
from mrcnn_edu.classroom.exercises.cases import BOX, SCALE, Rows, boxes_of, with_float64
from mrcnn_edu.classroom.exercises.keypoints import pictures
from mrcnn_edu.classroom.exercises.keypoints.examples import MAPS_AND_BOXES, MIRRORS, POSES


def maps_of(maps: Any, boxes: Rows) -> Arguments:
    """The arguments of ``read_points`` from lists; of no box, one joint and one cell."""
    tensor = torch.tensor(maps, dtype=torch.float32)
    return {"maps": tensor if boxes else tensor.reshape(0, 1, 1, 1), "boxes": boxes_of(boxes)}


def poses_of(detection: Rows, person: Rows, area: float, sigmas: list[float]) -> Arguments:
    """The arguments of ``oks`` from lists."""
    points, joints, widths = (
        torch.tensor(rows, dtype=torch.float32) for rows in (detection, person, sigmas)
    )
    return {"detection": points, "person": joints, "area": float(area), "sigmas": widths}


def mirror_of(keypoints: Any, swap: tuple[int, ...], width: int) -> Arguments:
    """The arguments of ``flip_keypoints`` from lists."""
    tensor = torch.tensor(keypoints, dtype=torch.float32).reshape(-1, len(swap), 3)
    return {"keypoints": tensor, "swap": swap, "width": width}


def _rows(row: st.SearchStrategy[Any], count: int) -> st.SearchStrategy[list[Any]]:
    return st.lists(row, min_size=count, max_size=count)


@st.composite
def _maps(draw: st.DrawFn) -> Arguments:
    boxes, joints = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    cells, less = draw(st.sampled_from([1, 2, 4])), draw(st.sampled_from([0, 2, 20]))
    count = cells * cells
    highest = torch.tensor(draw(_rows(st.integers(0, count - 1), boxes * joints)))
    maps = (torch.arange(count) - highest[:, None] - 1) % count - less  # no two cells are as high
    shaped = maps.float().reshape(boxes, joints, cells, cells)
    return {"maps": shaped, "boxes": boxes_of(draw(_rows(BOX, boxes))) * draw(SCALE)}


_PLACE = st.sampled_from([0.0, 1.0, 2.0, 5.0, -1.0, 0.5])
_POINT = st.tuples(_PLACE, _PLACE).map(list)
_SEEN = st.tuples(_PLACE, _PLACE, st.sampled_from([2.0, 1.0])).map(list)
_JOINT = _SEEN | st.just([0.0, 0.0, 0.0])


@st.composite
def _poses(draw: st.DrawFn) -> Arguments:
    person = [draw(_SEEN), *draw(st.lists(_JOINT, max_size=2))]  # one at least is labelled
    detection = draw(_rows(_POINT, len(person)))
    sigmas = draw(_rows(st.sampled_from([0.5, 0.25, 1.0]), len(person)))
    return poses_of(detection, person, draw(st.sampled_from([1.0, 4.0, 25.0, 0.25])), sigmas)


@st.composite
def _mirrors(draw: st.DrawFn) -> Arguments:
    swap = draw(st.sampled_from([(0,), (1, 0), (0, 2, 1), (2, 1, 0), (0, 1), (1, 0, 3, 2)]))
    people = draw(_rows(_rows(_JOINT, len(swap)), draw(st.integers(1, 2))))
    return mirror_of(people, swap, draw(st.sampled_from([8, 9, 640])))


maps_and_boxes = Cases(
    examples=with_float64([maps_of(*row[1:3]) for row in MAPS_AND_BOXES]),
    random=_maps(),
    picture=pictures.point_in_its_box,
)
"""For ``read_points``: maps (R, P, M, M) and boxes (R, 4)."""

poses = Cases(
    examples=with_float64([poses_of(*row[1:5]) for row in POSES]),
    random=_poses(),
    picture=pictures.two_poses,
)
"""For ``oks``: detection (P, 2), person (P, 3), area and sigmas (P,)."""

mirrors = Cases(
    examples=with_float64([mirror_of(*row[1:4]) for row in MIRRORS]),
    random=_mirrors(),
    picture=pictures.mirror_image,
)
"""For ``flip_keypoints``: keypoints (G, P, 3), swap and width."""
