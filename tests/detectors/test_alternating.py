"""Which weights move in each of the four steps, and whose proposals the heads are shown."""

from collections.abc import Iterator

import pytest
import torch
from torch import nn

from mrcnn_edu.detectors.alternating import PARTS, PartLearner, four_steps, sums_of_weights
from mrcnn_edu.detectors.proposing import propose_boxes, told_where_to_look
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from tests.detectors.small import small_detector, target

IMAGES = [torch.rand(3, 64, 96, generator=torch.Generator().manual_seed(i)) for i in (0, 1)]
TARGETS = [target(3, 64, 96, seed) for seed in (0, 1)]
RPN_LOSSES = {"loss_objectness", "loss_rpn_box_reg"}
HEAD_LOSSES = {"loss_classifier", "loss_box_reg"}


def step(learner: PartLearner) -> set[str]:
    """One large step with weight decay and momentum, as would move what only seems frozen."""
    optimiser = torch.optim.SGD(learner.learning_parameters(), 0.01, momentum=0.9, weight_decay=0.1)
    for _ in range(2):
        losses = learner(IMAGES, TARGETS)
        optimiser.zero_grad()
        sum(losses.values()).backward()
        optimiser.step()
    return set(losses)


def moved(before: dict[str, float], after: dict[str, float]) -> set[str]:
    return {part for part in PARTS if before[part] != after[part]}


# Of each step: what moves of the first and of the second detector, and what costs.
STEPS = [
    ({"backbone", "rpn"}, set(), RPN_LOSSES),
    (set(), {"backbone", "roi_heads"}, HEAD_LOSSES),
    (set(), {"rpn"}, RPN_LOSSES),
    (set(), {"roi_heads"}, HEAD_LOSSES),
]


def test_what_moves_in_each_of_the_four_steps() -> None:
    first, second = small_detector("boxes"), small_detector("boxes")
    seen = []
    learners: Iterator[PartLearner] = four_steps(first, second)
    for learner in learners:
        before = sums_of_weights(first), sums_of_weights(second)
        losses = step(learner)
        after = sums_of_weights(first), sums_of_weights(second)
        seen.append((moved(before[0], after[0]), moved(before[1], after[1]), losses))
    assert seen == STEPS


def test_step_three_begins_with_the_rpn_of_step_one() -> None:
    first, second = small_detector("boxes"), small_detector("boxes")
    nn.init.constant_(first.rpn.head.cls_logits.bias, 7.0)
    learners = four_steps(first, second)
    next(learners), next(learners)
    assert not second.rpn.head.cls_logits.bias.any()
    next(learners)
    assert (second.rpn.head.cls_logits.bias == 7).all()


def test_an_optimiser_is_made_of_what_learns() -> None:
    detector = small_detector("boxes")
    learner = PartLearner(detector, ("rpn",))
    learning = {id(p) for p in learner.learning_parameters()}
    assert learning == {id(p) for p in detector.rpn.parameters()}
    assert not any(p.requires_grad for p in detector.roi_heads.parameters())
    everything = PartLearner(detector, PARTS).learning_parameters()  # which learn again
    assert len(everything) == len(list(detector.parameters()))


@pytest.mark.parametrize(("rounds", "steps"), [(1, 2), (2, 4), (3, 6)])
def test_rounds(rounds: int, steps: int) -> None:
    learners = list(four_steps(small_detector("boxes"), small_detector("boxes"), rounds=rounds))
    assert len(learners) == steps


def shown(learner: PartLearner) -> torch.Tensor:
    """Of the first image, the proposals that the heads are shown in a step."""
    seen: list = []
    heads = learner.detector.roi_heads
    hook = heads.register_forward_pre_hook(lambda _, given: seen.extend(given[1]))
    learner(IMAGES, TARGETS)
    hook.remove()
    return seen[0]


def test_whose_proposals_the_heads_are_shown() -> None:
    first, second = small_detector("boxes"), small_detector("boxes")
    for parameter in first.parameters():
        nn.init.normal_(parameter, std=0.1)
    by_first = propose_boxes(first.train(), IMAGES)[0]  # as many as one learns from
    assert len(propose_boxes(first.eval(), IMAGES)[0]) < len(by_first)
    learner = PartLearner(second, ("backbone", "roi_heads"), proposals_from=first)
    torch.testing.assert_close(shown(learner), by_first, atol=1e-3, rtol=0)
    own = shown(PartLearner(second, ("roi_heads",)))
    torch.testing.assert_close(own, propose_boxes(second, IMAGES)[0], atol=1e-3, rtol=0)
    assert not torch.equal(own, by_first)


def test_all_parts_together_are_the_detector_in_training() -> None:
    detector = small_detector("masks").train()
    torch.manual_seed(3)
    expected = detector(IMAGES, TARGETS)
    torch.manual_seed(3)
    losses = PartLearner(detector, PARTS)(IMAGES, TARGETS)
    assert {name: loss.item() for name, loss in losses.items()} == pytest.approx(
        {name: loss.item() for name, loss in expected.items()}
    )


def test_a_body_that_stands_still_does_not_count_images() -> None:
    detector = small_detector("boxes")
    detector.backbone.stem = nn.Sequential(detector.backbone.stem, nn.BatchNorm2d(4))
    before = sums_of_weights(detector)
    PartLearner(detector, ("roi_heads",))(IMAGES, TARGETS)
    assert sums_of_weights(detector) == before
    other = small_detector("boxes")
    PartLearner(other, ("roi_heads",), proposals_from=detector.train())(IMAGES, TARGETS)
    assert sums_of_weights(detector) == before
    PartLearner(detector, ("backbone", "rpn"))(IMAGES, TARGETS)
    assert moved(before, sums_of_weights(detector)) == {"backbone"}  # its averages


def test_of_another_detector_nothing_is_saved() -> None:
    learner = PartLearner(
        small_detector("boxes"), ("roi_heads",), proposals_from=small_detector("boxes")
    )
    assert list(learner.state_dict()) == [
        f"detector.{key}" for key in learner.detector.state_dict()
    ]


def test_a_detector_that_is_told_where_to_look() -> None:
    both = small_detector("boxes").eval()
    both.roi_heads.score_threshold = 0.0
    small = torch.rand(3, 32, 48)  # which is made twice as large
    proposals = propose_boxes(both, [small])
    assert proposals[0].max() <= 48
    (told,) = told_where_to_look(both)([small], proposals=proposals)
    (by_itself,) = both([small])
    assert torch.allclose(told["boxes"], by_itself["boxes"], atol=1e-3)
    learner = PartLearner(told_where_to_look(both), ("roi_heads",))
    given = [{**known, "proposals": proposals[0]} for known in TARGETS]
    assert set(learner(IMAGES, given)) == HEAD_LOSSES
    with pytest.raises(ValueError, match="got one that takes proposals"):
        propose_boxes(learner.detector, [small])


@pytest.mark.parametrize("learns", [(), ("body",), ("rpn", "heads")])
def test_parts_that_are_none(learns: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="learns must name one or more of backbone, rpn"):
        PartLearner(small_detector("boxes"), learns)


def test_parts_that_have_nothing_to_learn_from() -> None:
    with pytest.raises(ValueError, match="name rpn or roi_heads, which have losses"):
        PartLearner(small_detector("boxes"), ("backbone",))
    with pytest.raises(ValueError, match="no RPN that could learn"):
        PartLearner(told_where_to_look(small_detector("boxes")), ("rpn", "roi_heads"))


def test_an_rpn_that_learns_alone_does_not_propose(monkeypatch) -> None:
    detector = small_detector("boxes")
    torch.manual_seed(5)
    expected = PartLearner(detector, PARTS)(IMAGES, TARGETS)
    monkeypatch.setattr(detector.rpn, "propose", None)
    torch.manual_seed(5)
    losses = PartLearner(detector, ("rpn",))(IMAGES, TARGETS)
    assert {name: loss.item() for name, loss in losses.items()} == pytest.approx(
        {name: expected[name].item() for name in RPN_LOSSES}
    )


def test_one_detector_cannot_take_turns_with_itself() -> None:
    detector: TwoStageDetector = small_detector("boxes")
    with pytest.raises(ValueError, match="two detectors, got one twice"):
        next(four_steps(detector, detector))
