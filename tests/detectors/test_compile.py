"""What torch.compile makes of operators and of a backbone: the same, in one piece or in several.

Compiled here is without machine code, which takes longer and needs a C++ compiler: what can be read
in one piece shows without. A whole detector is left out: reading it takes a minute and more.
"""

import pytest
import torch

from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from mrcnn_edu.ops.boxes import box_iou
from mrcnn_edu.ops.nms import nms
from mrcnn_edu.ops.roi_pooling import roi_align

G = torch.Generator().manual_seed(0)
CORNER = torch.rand(50, 2, generator=G) * 60
BOXES = torch.cat((CORNER, CORNER + 5 + torch.rand(50, 2, generator=G) * 30), dim=1)
CALLS = {
    "box_iou": (box_iou, (BOXES, BOXES)),
    "nms": (nms, (BOXES, torch.rand(50, generator=G), 0.5)),
    "roi_align": (
        roi_align,
        (torch.rand(1, 4, 24, 24, generator=G), [BOXES], 7, 0.25, 2),
    ),
}


@pytest.fixture(autouse=True)
def nothing_compiled_before():
    torch.compiler.reset()
    yield
    torch.compiler.reset()


@pytest.mark.filterwarnings("ignore")  # of torch's, about itself
@pytest.mark.parametrize("name", CALLS)
def test_operators_give_the_same(name):
    function, arguments = CALLS[name]
    found = torch.compile(function, backend="eager")(*arguments)
    assert torch.equal(found, function(*arguments))


def test_box_iou_is_read_in_one_piece():
    compiled = torch.compile(box_iou, backend="eager", fullgraph=True)
    assert torch.equal(compiled(BOXES, BOXES), box_iou(BOXES, BOXES))


def test_nms_is_not():
    function, arguments = CALLS["nms"]
    with pytest.raises(torch._dynamo.exc.Unsupported, match="Data dependent operator"):
        torch.compile(function, backend="eager", fullgraph=True)(*arguments)


def test_a_backbone_is_read_in_one_piece():
    backbone = mask_rcnn_tiny(3).eval().backbone
    image = torch.rand(1, 3, 64, 96, generator=G)
    with torch.inference_mode():
        found = torch.compile(backbone, backend="eager", fullgraph=True)(image)
        expected = backbone(image)
    assert found.keys() == expected.keys()
    for level in expected:
        torch.testing.assert_close(found[level], expected[level])
