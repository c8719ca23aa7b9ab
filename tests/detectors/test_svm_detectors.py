"""R-CNN and SPP-Net: what their heads make of scores, and what they make of images."""

import pytest
import torch

from mrcnn_edu.detectors.rcnn import RCNN, crop, rcnn
from mrcnn_edu.detectors.sppnet import SPPNet, sppnet
from mrcnn_edu.detectors.weight_files import write_weights
from mrcnn_edu.layers.svm_heads import SVMHeads
from mrcnn_edu.ops.box_coding import decode_boxes
from mrcnn_edu.ops.roi_pooling import spatial_pyramid_pool

BOXES = torch.tensor([[0.0, 0, 10, 10], [0, 0, 10, 8], [40, 0, 50, 10]])


@pytest.fixture
def heads() -> SVMHeads:
    """Of two classes, whose SVMs read one number each; the second's regressor moves right."""
    heads = SVMHeads(2, 1, num_classes=3)
    heads.put_svms([(torch.tensor([1.0, 0.0]), torch.tensor(0.0)),
                    (torch.tensor([0.0, 1.0]), torch.tensor(0.5))])  # fmt: skip
    move = torch.tensor([0.5, 0.0, 0.0, 0.0])
    heads.put_regressors([(torch.zeros(4, 1), torch.zeros(4)), (torch.zeros(4, 1), move)])
    return heads


def test_each_class_has_its_own_nms_and_its_own_regressor(heads):
    fc7 = torch.tensor([[2.0, 0.5], [3.0, -9.0], [-9.0, -9.0]])
    found = heads(fc7, torch.zeros(3, 1), torch.zeros(3, 3), BOXES, (20, 60))
    assert found["labels"].tolist() == [1, 2]
    assert found["scores"].tolist() == [3.0, 1.0]
    assert found["boxes"].tolist() == [[0, 0, 10, 8], [5, 0, 15, 10]]
    heads.regress = False
    found = heads(fc7, torch.zeros(3, 1), torch.zeros(3, 3), BOXES, (20, 60))
    assert found["boxes"].tolist() == [[0, 0, 10, 8], [0, 0, 10, 10]]


def test_boxes_are_moved_after_nms_and_stay_in_the_image(heads):
    """Two of class 2, 0.8 apart before they move: NMS removes one, which moving could not."""
    fc7 = torch.tensor([[-9.0, 1.0], [-9.0, 2.0], [-9.0, 0.0]])
    found = heads(fc7, torch.zeros(3, 1), torch.zeros(3, 3), BOXES, (9, 53))
    assert found["boxes"].tolist() == [[5, 0, 15, 8], [45, 0, 53, 9]]


def test_softmax_in_the_place_of_svms(heads):
    heads.use_svms = False
    logits = torch.tensor([[0.0, 5.0, 0.0], [0.0, 0.0, 9.0], [9.0, 0.0, 0.0]])
    found = heads(torch.zeros(3, 2), torch.zeros(3, 1), logits, BOXES, (20, 60))
    assert found["labels"].tolist() == [2, 1]
    assert found["scores"].tolist() == pytest.approx(
        [logits[1].softmax(0)[2].item(), logits[0].softmax(0)[1].item()]
    )


@pytest.mark.parametrize("build", [rcnn, sppnet])
def test_a_detector_has_the_face_of_all_and_opens_its_weights(build, tmp_path):
    torch.manual_seed(0)
    detector = build(3).eval()
    torch.nn.init.normal_(detector.heads.svms.weight, std=0.1)
    images = [torch.rand(3, 40, 50), torch.rand(3, 30, 30)]
    proposals = [torch.tensor([[4.0, 4, 30, 20], [10, 0, 50, 40]]), torch.zeros(0, 4)]
    found = detector(images, proposals=proposals)
    assert detector.takes_proposals
    assert [sorted(each) for each in found] == [["boxes", "labels", "scores"]] * 2
    assert len(found[0]["boxes"]) > 0
    assert len(found[1]["boxes"]) == 0
    state = {key: value.half() for key, value in detector.state_dict().items()}
    names = ("background", "cup", "spoon")
    write_weights(tmp_path / "a.safetensors", state, detector=build.__name__, class_names=names)
    opened = build(3, weights=tmp_path / "a.safetensors").eval()
    assert opened.class_names == names
    again = opened(images, proposals=proposals)
    assert torch.allclose(again[0]["scores"], found[0]["scores"], rtol=0.1, atol=0.1)


@pytest.mark.parametrize("build", [rcnn, sppnet])
@pytest.mark.parametrize(
    ("images", "proposals", "error", "message"),
    [
        ([torch.rand(3, 9, 9) * 255], [torch.ones(0, 4)], ValueError, "divide pixels"),
        ([torch.rand(3, 9, 9)], None, TypeError, "proposals must be a list"),
        ([torch.rand(3, 9, 9)], [torch.tensor([[5.0, 5, 5, 9]])], ValueError, "x1 < x2"),
    ],
    ids=["0 to 255", "nowhere to look", "a box without area"],
)
def test_what_is_refused(build, images, proposals, error, message):
    with pytest.raises(error, match=message):
        build(2).eval()(images, proposals=proposals)


def test_rcnn_looks_at_each_crop_alone():
    detector = RCNN(3).eval()
    image, boxes = torch.rand(3, 40, 50), torch.tensor([[4.0, 4, 30, 20], [0, 0, 50, 40]])
    together = detector.describe(image, boxes)
    for i in range(2):
        alone = detector.network(crop(image, boxes[i : i + 1]))
        for some, one in zip(together, alone, strict=True):
            assert torch.allclose(some[i], one[0], atol=1e-4)


def test_sppnet_reads_the_cells_within_an_enlarged_box():
    """40 x 50 becomes 256 x 320: the box (4, 4, 30, 20) has the pixels (25.6, 25.6, 192, 128)."""
    detector = SPPNet(3).eval()
    image = torch.rand(3, 40, 50)
    features, size = detector.feature_map(image)
    assert (size, features.shape) == ((256, 320), (96, 32, 40))
    row = detector.pool(image, torch.tensor([[4.0, 4, 30, 20]]))
    window = features[None, :, 4:16, 4:24]
    assert torch.equal(row, spatial_pyramid_pool(window, (1, 2, 3, 6)))


def test_what_a_regressor_says_is_r_cnn_s_equation():
    heads = SVMHeads(1, 1, num_classes=2)
    heads.put_svms([(torch.ones(1), torch.tensor(0.0))])
    deltas = torch.tensor([0.1, -0.2, 0.3, 0.4])
    heads.put_regressors([(deltas[:, None] / 2, deltas / 2)])
    box = torch.tensor([[20.0, 20, 40, 50]])
    found = heads(torch.ones(1, 1), torch.ones(1, 1), torch.zeros(1, 2), box, (99, 99))
    assert torch.allclose(found["boxes"], decode_boxes(deltas[None], box))
