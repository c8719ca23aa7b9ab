"""What is kept from learning for the sake of loaded weights, and must learn where none are loaded.

A detector on a ResNet expects that somebody loads one that has seen ImageNet. Its first layers are
then good as they are, and its norms know what the maps look like; both stand still. Where nothing
is loaded, the same layers would stay the random numbers that they began with.
"""

from torch import nn

from mrcnn_edu.layers.frozen_batch_norm import FrozenBatchNorm2d


def learn_from_nothing(detector: nn.Module) -> bool:
    """Let every layer of a detector learn, and every frozen norm.

    Norms become ``nn.BatchNorm2d``, which have the same numbers under the same names: the weights
    that come out load into a detector with frozen norms, and find the same there.

    Args:
        detector: changed in place. Call it before an optimiser is made.

    Returns:
        Whether anything had stood still.

    Source:
        torchvision's builders with ``weights=None, weights_backbone=None``.

    Example:
        >>> from mrcnn_edu.detectors.mask_rcnn import mask_rcnn_resnet50_fpn
        >>> detector = mask_rcnn_resnet50_fpn(2)
        >>> learn_from_nothing(detector), learn_from_nothing(detector)
        (True, False)
        >>> type(detector.backbone.body.bn1).__name__
        'BatchNorm2d'
    """
    frozen = [parameter for parameter in detector.parameters() if not parameter.requires_grad]
    for parameter in frozen:
        parameter.requires_grad_(True)
    norms = [
        (parent, name, norm)
        for parent in detector.modules()
        for name, norm in parent.named_children()
        if isinstance(norm, FrozenBatchNorm2d)
    ]
    for parent, name, norm in norms:
        setattr(parent, name, _that_learns(norm))
    return bool(frozen or norms)


def _that_learns(norm: FrozenBatchNorm2d) -> nn.BatchNorm2d:
    """A norm with the same numbers, on the same device."""
    learning = nn.BatchNorm2d(len(norm.weight), norm.eps).to(norm.weight.device)
    learning.load_state_dict(norm.state_dict(), strict=False)  # it has counted no batches yet
    return learning.train(norm.training)
