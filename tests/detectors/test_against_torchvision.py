"""Our detectors beside torchvision's own: the same keys, detections, losses and gradients.

Weights are made from their names, photographs are real. Every difference is that of another order
of additions: boxes differ by less than a thousandth of a pixel, where 0.05 is allowed.
"""

from functools import cache

import pytest
import torch
from torch import Tensor, nn

from tests.detectors import golden, twins
from tests.detectors.comparison import assert_many, assert_same_detections

torchvision = pytest.importorskip("torchvision", reason="needs torchvision")

SAMPLED = 32  # proposals of an image in training


@cache
def our(kind: str) -> nn.Module:
    return twins.our_detector(kind, **twins.SETTINGS)


@cache
def their(kind: str) -> nn.Module:
    return twins.their_detector(kind, **twins.SETTINGS)


@cache
def found_by_torchvision(kind: str, batch: str) -> list[dict[str, Tensor]]:
    return twins.detections(their(kind), batch)


@pytest.mark.parametrize("kind", twins.OURS)
def test_state_dicts_are_alike_and_load_into_each_other(kind: str) -> None:
    ours, theirs = (
        {k: v.shape for k, v in d.state_dict().items()} for d in (our(kind), their(kind))
    )
    assert ours == theirs
    twins.OURS[kind](twins.CLASSES[kind]).load_state_dict(their(kind).state_dict(), strict=True)


@pytest.mark.parametrize("kind", twins.OURS)
def test_the_same_parameters_are_trained(kind: str) -> None:
    ours, theirs = (
        {name for name, parameter in d.named_parameters() if parameter.requires_grad}
        for d in (our(kind), their(kind))
    )
    assert ours == theirs


@pytest.mark.parametrize(("kind", "batch"), twins.CASES)
def test_detections(kind: str, batch: str) -> None:
    expected = found_by_torchvision(kind, batch)
    for ours, theirs in zip(twins.detections(our(kind), batch), expected, strict=True):
        assert_many(theirs, twins.LEAST_CLASSES[kind])
        assert_same_detections(ours, theirs)


def test_detections_at_full_size() -> None:
    photograph = [twins.photographs()["square"]]
    with torch.inference_mode():
        (ours,) = twins.our_detector("mask").eval()(photograph)
        (theirs,) = twins.their_detector("mask").eval()(photograph)
    assert_many(theirs)
    assert_same_detections(ours, theirs)


@pytest.mark.parametrize(("kind", "batch"), twins.CASES)
def test_the_golden_file_holds_what_torchvision_answers_today(kind: str, batch: str) -> None:
    held = golden.read(kind)[batch]
    for theirs, of_file in zip(found_by_torchvision(kind, batch), held, strict=True):
        golden.assert_same(theirs, of_file)


def losses_and_gradients(
    detector: nn.Module, images: list[Tensor], targets: list[dict[str, Tensor]]
) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Of one training step, with samples drawn from a fixed seed."""
    # torchvision draws the size of an image even where there is only one: seed after that.
    hook = detector.rpn.register_forward_pre_hook(lambda *_: torch.manual_seed(5) and None)
    losses = detector.double().train()(images, targets)
    hook.remove()
    detector.zero_grad()
    sum(losses.values()).backward()
    gradients = {name: p.grad for name, p in detector.named_parameters() if p.grad is not None}
    detector.float()
    return {name: loss.detach().double() for name, loss in losses.items()}, gradients


# In float64, of which torchvision rounds some to float32 on the way. In float32 throughout, a
# proposal more or less, for a rounding, makes another sample of them all.
@pytest.mark.parametrize("batch", twins.TRAINING)
@pytest.mark.parametrize("kind", ["mask", "keypoint"])
def test_losses_and_gradients(kind: str, batch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    images, targets = twins.training_batch(batch, twins.CLASSES[kind])
    # 512 proposals, through eight convolutions in float64, would take minutes.
    monkeypatch.setattr(our(kind).roi_heads, "samples_per_image", SAMPLED)
    monkeypatch.setattr(their(kind).roi_heads.fg_bg_sampler, "batch_size_per_image", SAMPLED)
    losses, gradients = losses_and_gradients(our(kind), images, targets)
    their_losses, their_gradients = losses_and_gradients(their(kind), images, targets)
    assert list(losses) == list(their_losses)
    torch.testing.assert_close(losses, their_losses, rtol=1e-6, atol=0)
    trained = {name for name, p in our(kind).named_parameters() if p.requires_grad}
    assert gradients.keys() == their_gradients.keys() == trained
    for name, theirs in their_gradients.items():
        # A softmax over a map does not feel the bias of the map: that gradient is a rounding.
        allowed = 1e-5 * float(theirs.abs().max()) + 1e-12
        assert float((gradients[name] - theirs).abs().max()) <= allowed, name
