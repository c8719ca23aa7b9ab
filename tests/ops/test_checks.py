"""The language of shapes: which shapes fit which words, and what is said of those that do not."""

import re

import pytest
import torch

from mrcnn_edu.ops.checks import check_images, check_shapes

FIT = [
    ("4", [(4,)]),
    ("N", [(0,)]),
    ("N 4", [(0, 4)]),
    ("M M", [(3, 3)]),
    ("H W", [(3, 5)]),
    ("H+ W+", [(1, 5)]),
    ("...", [()]),
    ("...", [(2, 0)]),
    ("... 4", [(4,)]),
    ("... 4", [(2, 3, 4)]),
    ("... N 4", [(0, 4)]),
    ("R ... M M", [(2, 3, 3)]),
    ("R ... M M", [(2, 7, 5, 3, 3)]),
    ("R K 4 | R | K", [(2, 3, 4), (2,), (3,)]),
    ("... N 4 | ... M 4", [(2, 1, 5, 4), (7, 6, 4)]),
    ("... 4 | ... 4", [(3, 1, 4), (3, 5, 4)]),
    ("R ... | R 4", [(2, 5, 6), (2, 4)]),
]
MISFIT = [
    ("4", [(3,)], "a must have shape (4,), got (3,)"),
    ("N", [()], "a must have shape (N,), got (); for a single one use a[None]"),
    ("N 4", [(4,)], "a must have shape (N, 4), got (4,); for one box use a[None]"),
    ("N 4", [(0,)], "a must have shape (N, 4), got (0,); for none use torch.zeros(0, 4)"),
    ("N 4", [(1, 2, 4)], "a must have shape (N, 4), got (1, 2, 4)"),
    ("N 4", [(4, 3)], "a must have shape (N, 4), got (4, 3)"),
    ("M M", [(3, 4)], "a must have shape (M, M), got (3, 4)"),
    ("N H+ W+", [(0, 3, 0)], "a must have shape (N, H, W), got (0, 3, 0); H and W must be from 1"),
    ("M+ M+", [(0, 0)], "a must have shape (M, M), got (0, 0); M must be from 1 up"),
    ("... 4", [()], "a must have shape (..., 4), got ()"),
    ("... N 4", [(4,)], "a must have shape (..., N, 4), got (4,); for one box use a[None]"),
    ("R ... M M", [(3, 3)], "a must have shape (R, ..., M, M), got (3, 3); for a single one use"),
    ("R ... M M", [(2, 3, 4)], "a must have shape (R, ..., M, M), got (2, 3, 4)"),
    ("R K 4 | R", [(2, 3, 4), (3,)], "b must have shape (R,) with R = 2 as in a, got (3,)"),
    ("R 4 | R", [(2, 4), ()], "b must have shape (R,) with R = 2 as in a, got ()"),
    ("R 4 | R 4", [(2, 4), (3, 4)], "b must have shape (R, 4) with R = 2 as in a, got (3, 4)"),
    ("R 4 | R", [(1, 4), ()], "with R = 1 as in a, got (); for a single one use b[None]"),
    (
        "G H W | R 4 | R G",
        [(5, 3, 3), (2, 4), (2, 6)],
        "c must have shape (R, G) with R = 2 and G = 5 as in b and a, got (2, 6)",
    ),
    ("... 4 | ... 4", [(2, 4), (3, 4)], "a and b must go together one by one, got (2, 4) and (3,"),
    ("... N 4 | ... M 4", [(2, 3, 4), (3, 5, 4)], "a and b must go together one by one"),
]


def given(axes: str, shapes: list[tuple[int, ...]]) -> dict[str, tuple[torch.Tensor, str]]:
    """The arguments a, b, c of these axes and shapes."""
    pairs = zip("abc", axes.split(" | "), shapes, strict=False)
    return {name: (torch.zeros(shape), of) for name, of, shape in pairs}


@pytest.mark.parametrize(("axes", "shapes"), FIT)
def test_shapes_that_fit(axes, shapes):
    assert check_shapes(given(axes, shapes)) is None


@pytest.mark.parametrize(("axes", "shapes", "message"), MISFIT)
def test_shapes_that_do_not(axes, shapes, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        check_shapes(given(axes, shapes))


def test_no_tensor_and_another_device_are_refused():
    with pytest.raises(TypeError, match=r"b must be a torch\.Tensor, got list"):
        check_shapes({"a": (torch.zeros(2), "N"), "b": ([1, 2], "N")})
    with pytest.raises(ValueError, match=r"a is on cpu but b is on meta; use b\.to\(a\.device\)"):
        check_shapes({"a": (torch.zeros(2), "N"), "b": (torch.zeros(2, device="meta"), "N")})


@pytest.mark.parametrize(
    ("shape", "fix"),
    [
        ((5, 6), "for a grey image use images[0].expand(3, -1, -1)"),
        ((1, 5, 6), "for a grey image use images[0].expand(3, -1, -1)"),
        ((4, 5, 6), "without alpha use images[0][:3]"),
        ((5, 6, 3), "for channels last use images[0].permute(2, 0, 1)"),
        ((2, 3, 5, 6), "for a batch use list(images[0])"),
        ((3, 0, 6), "must have pixels, got (3, 0, 6); leave out an empty image"),
    ],
)
def test_images_in_another_form_are_told_the_way(shape, fix):
    with pytest.raises(ValueError, match=re.escape(fix)):
        check_images([torch.zeros(shape)])
