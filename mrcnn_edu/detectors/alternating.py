"""Training a detector part by part, and the four steps in which Faster R-CNN learnt first.

The RPN and Fast R-CNN both change the body when they learn. Trained one after the other, each has
a body of its own; to share one, they take turns. All four steps are the same loop, with two
arguments: which parts learn, and where the proposals come from.

| step | learns               | stands still   | proposals   |
|------|----------------------|----------------|-------------|
| 1    | first's body, RPN    |                | of nobody   |
| 2    | second's body, heads |                | first's RPN |
| 3    | second's RPN         | body           | of nobody   |
| 4    | second's heads       | body and RPN   | its own RPN |

Both bodies begin as the same trained one. From step 3 on there is one network, the second.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Self, cast

import torch
from torch import Tensor, nn

from mrcnn_edu.detectors.input_checks import check_pixels
from mrcnn_edu.detectors.target_checks import check_targets
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.layers.image_transform import ImageList
from mrcnn_edu.layers.rpn import RegionProposalNetwork

PARTS = ("backbone", "rpn", "roi_heads")


class PartLearner(nn.Module):
    """A detector of which some parts learn, and the others stand still, as a model to be trained.

    Args:
        detector: what learns. Its parameters' ``requires_grad`` are set, so make the optimiser
            after this, of ``learning_parameters()``.
        learns: which of ``PARTS`` do.
        proposals_from: the detector whose RPN tells the heads where to look, with a body of its
            own; it learns nothing. If left out, ``detector`` proposes by itself.

    Raises:
        ValueError: if a part is none of ``PARTS``, neither RPN nor heads learn, or there is no RPN
            that could.

    Source:
        Ren et al., "Faster R-CNN" (2015), section 3.2.

    Example:
        >>> from mrcnn_edu.detectors.faster_rcnn_single_map import faster_rcnn_single_map
        >>> image, box = torch.rand(3, 128, 128), torch.tensor([[40.0, 40.0, 80.0, 80.0]])
        >>> target = {"boxes": box, "labels": torch.tensor([1])}
        >>> sorted(PartLearner(faster_rcnn_single_map(4), ("rpn",))([image], [target]))
        ['loss_objectness', 'loss_rpn_box_reg']
    """

    def __init__(
        self,
        detector: TwoStageDetector,
        learns: Sequence[str],
        *,
        proposals_from: TwoStageDetector | None = None,
    ) -> None:
        super().__init__()
        if not learns or not set(learns) <= set(PARTS):
            raise ValueError(
                f"learns must name one or more of {', '.join(PARTS)}, got {tuple(learns)}"
            )
        if "rpn" not in learns and "roi_heads" not in learns:
            raise ValueError(
                f"learns must name rpn or roi_heads, which have losses, got {tuple(learns)}"
            )
        if "rpn" in learns and detector.takes_proposals:
            raise ValueError(
                f"detector has no RPN that could learn, got {tuple(learns)}; leave out rpn"
            )
        self.detector = detector
        self.learns = tuple(learns)
        # In a tuple, where torch does not look for parts: it is another network, and not saved.
        self.others = () if proposals_from in (None, detector) else (proposals_from,)
        for part in PARTS:
            getattr(detector, part).requires_grad_(part in learns)
        self.train()

    def learning_parameters(self) -> list[nn.Parameter]:
        """The weights that learn: what an optimiser is to be made of."""
        return [p for p in self.detector.parameters() if p.requires_grad]

    def train(self, mode: bool = True) -> Self:
        """Let what learns be in training mode; a norm that stands still must not count images.

        Args:
            mode: whether to train.
        """
        super().train(mode)
        self.detector.backbone.train(mode and "backbone" in self.learns)
        for other in self.others:
            other.eval()
            other.get_submodule("rpn").train(mode)  # as many proposals as one learns from
        return self

    def forward(
        self, images: Sequence[Tensor], targets: Sequence[dict[str, Tensor]]
    ) -> dict[str, Tensor]:
        """The losses of the parts that learn.

        Args:
            images: (3, H, W) each, from 0 to 1.
            targets: for each image a dict, as ``TwoStageDetector`` takes it.

        Returns:
            By name, scalars to be added up.

        Raises:
            TypeError: if images or targets are not tensors of the right kinds.
            ValueError: if an image or a target cannot be used.
        """
        detector = self.detector
        check_pixels(images, next(detector.parameters()))
        heads = detector.roi_heads
        check_targets(targets, images, heads.num_classes, heads.target_axes)
        batch, resized = detector.transform(images, targets)
        with torch.set_grad_enabled("backbone" in self.learns):
            features = detector.backbone(batch.tensors)
        if "roi_heads" not in self.learns:  # nobody wants to know where to look
            return cast(RegionProposalNetwork, detector.rpn).learn(batch, features, resized)
        proposals, losses = self._propose(batch, features, resized)
        _, of_heads = heads(features, proposals, batch.image_sizes, resized)
        return {**losses, **of_heads}

    def _propose(
        self,
        batch: ImageList,
        features: Mapping[str, Tensor],
        targets: Sequence[dict[str, Tensor]],
    ) -> tuple[list[Tensor], dict[str, Tensor]]:
        """Where the heads look, and the losses of the detector's own RPN, if it learns."""
        rpn = self.detector.rpn
        if not self.others:
            asked = "rpn" in self.learns or rpn.takes_proposals
            return rpn(batch, features, targets if asked else None)
        losses = {}
        if "rpn" in self.learns:
            losses = cast(RegionProposalNetwork, rpn).learn(batch, features, targets)
        with torch.no_grad():
            other = self.others[0]
            return other.rpn(batch, other.backbone(batch.tensors))[0], losses


def four_steps(
    first: TwoStageDetector, second: TwoStageDetector, *, rounds: int = 2
) -> Iterator[PartLearner]:
    """What to train, step after step, each until it has learnt and before the next is asked for.

    Args:
        first: a detector whose body is trained already, on other images; of it the RPN is used.
        second: another one with the same body, which becomes the one that is wanted.
        rounds: how often RPN and heads take turns: 2 for the paper's four steps, since further
            rounds brought it little; 3 for six.

    Yields:
        Two models to train for each round.

    Raises:
        ValueError: if first and second are the same.

    Source:
        Ren et al., "Faster R-CNN" (2015), section 3.2, "4-Step Alternating Training".

    Example:
        >>> from mrcnn_edu.detectors.faster_rcnn_single_map import faster_rcnn_single_map
        >>> first, second = faster_rcnn_single_map(4), faster_rcnn_single_map(4)
        >>> [learner.learns for learner in four_steps(first, second)]
        [('backbone', 'rpn'), ('backbone', 'roi_heads'), ('rpn',), ('roi_heads',)]
    """
    if first is second:
        raise ValueError("first and second must be two detectors, got one twice; build another")
    yield PartLearner(first, ("backbone", "rpn"))
    yield PartLearner(second, ("backbone", "roi_heads"), proposals_from=first)
    second.get_submodule("rpn").load_state_dict(first.get_submodule("rpn").state_dict())
    for _ in range(rounds - 1):
        yield PartLearner(second, ("rpn",))
        yield PartLearner(second, ("roi_heads",))


def sums_of_weights(detector: nn.Module) -> dict[str, float]:
    """Σ|w| of each part: it moves if any weight does, and whatever else is kept, such as averages.

    Args:
        detector: with the parts of ``PARTS``.

    Returns:
        By the part's name, the sum over its parameters and buffers, added up in float64.

    Example:
        >>> parts = nn.ModuleDict({part: nn.Linear(2, 1) for part in PARTS})
        >>> _ = [nn.init.constant_(parameter, -1.5) for parameter in parts.parameters()]
        >>> sums_of_weights(parts)
        {'backbone': 4.5, 'rpn': 4.5, 'roi_heads': 4.5}
    """
    return {
        part: sum(
            float(value.detach().double().abs().sum())
            for value in detector.get_submodule(part).state_dict().values()
        )
        for part in PARTS
    }
