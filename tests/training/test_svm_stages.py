"""R-CNN's stages: batches of crops and of windows, SVMs and regressors of all classes."""

import pytest
import torch

from mrcnn_edu.ops.box_coding import decode_boxes
from mrcnn_edu.ops.warping import warp_crops
from mrcnn_edu.training.crop_batches import CropBatches
from mrcnn_edu.training.svm_stages import looked_at, train_regressors, train_svms
from mrcnn_edu.training.window_batches import WindowBatches


def scene(seed: int) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """Two objects, of classes 1 and 2; four proposals on each, and two on nothing."""
    generator = torch.Generator().manual_seed(seed)
    boxes = torch.tensor([[2.0, 2, 22, 22], [30, 2, 50, 32]])
    near = boxes.repeat(4, 1) + torch.rand(8, 4, generator=generator) * 4
    far = torch.tensor([[0.0, 40, 10, 60], [40, 45, 60, 60]])
    target = {"boxes": boxes, "labels": torch.tensor([1, 2]), "proposals": torch.cat((near, far))}
    return torch.rand(3, 64, 64, generator=generator), target


def test_crops_are_those_of_the_boxes_that_were_chosen():
    scenes = [scene(0), scene(1)]
    batches = CropBatches(scenes, 8, positives=6, negatives=3, seed=5)
    crops, labels = next(batches(0))
    assert crops.shape == (9, 3, 8, 8)
    assert (labels[:6] > 0).all()
    assert (labels[6:] == 0).all()
    # Chosen by hand, in no order: the second image's object of class 2, the first's ground.
    chosen = torch.tensor([12 + 11, 8, 12 + 9, 0])
    for index, crop in zip(chosen.tolist(), batches.crops(chosen), strict=True):
        image, target = scenes[index // 12]
        (alone,) = warp_crops(image, looked_at(target)[index % 12][None], 8)
        assert torch.allclose(crop, alone)
    assert batches.labels[chosen].tolist() == [2, 0, 0, 1]


@pytest.mark.parametrize(
    "batches",
    [
        CropBatches([scene(0), scene(1)], 4, positives=2, negatives=2),
        WindowBatches(torch.arange(40.0)[:, None], torch.arange(40) % 3 - 1),
    ],
    ids=["crops", "windows"],
)
def test_a_run_that_goes_on_sees_what_an_unbroken_one_sees(batches):
    whole = batches(0)
    seen = [next(whole) for _ in range(3)]
    again = next(batches(2))
    assert torch.equal(again[0], seen[2][0])
    assert not torch.equal(seen[0][0], seen[1][0])


def test_windows_that_are_left_out_are_never_drawn():
    labels = torch.tensor([-1, 0, 2, -1])
    rows, said = next(WindowBatches(torch.arange(4).half()[:, None], labels)(0))
    assert rows.dtype is torch.float32
    assert rows[:, 0].unique().tolist() == [1, 2]
    assert torch.equal(said, labels[rows[:, 0].long()])


def test_each_class_has_an_svm_that_scores_its_truth_above_what_is_far():
    targets = [scene(seed)[1] for seed in range(4)]
    # The features tell which class a box overlaps, and by how much.
    features = []
    for target in targets:
        boxes = looked_at(target)
        of_first = (boxes[:, 2] < 28).float() * (boxes[:, 1] < 20)
        of_second = (boxes[:, 0] > 28).float() * (boxes[:, 1] < 20)
        features.append(torch.stack((of_first, of_second), dim=1) + boxes[:, :2] * 0.001)
    mined = train_svms(features, targets, 3, c=10.0)
    for label, each in enumerate(mined, start=1):
        scores = torch.stack([each.svm.score(of_image) for of_image in features])  # (4, 12)
        truth = scores[:, 9 + label]
        others = scores[:, [8, 9, 12 - label]]
        assert truth.min() > 0.5
        assert others.max() < -0.5
    with pytest.raises(ValueError, match="objects of class 3"):
        train_svms(features, targets, 4)


def test_regressors_learn_the_way_to_the_object_and_nothing_without_pairs():
    targets = [scene(seed)[1] for seed in range(30)]
    features = [looked_at(target) for target in targets]
    first, second, none = train_regressors(features, targets, 4, strength=1e-3)
    for column, (weight, bias) in enumerate((first, second)):
        near = targets[0]["proposals"][column:8:2]
        deltas = (near.double() @ weight.T + bias).float()
        moved = decode_boxes(deltas, near)
        truth = targets[0]["boxes"][column]
        assert (moved - truth).abs().max() < 0.5 < (near - truth).abs().max()
    assert none[0].abs().sum() + none[1].abs().sum() == 0
    few = train_regressors(features, targets, 4, strength=1e-3, most=2)
    assert not torch.allclose(few[0][0], first[0])
