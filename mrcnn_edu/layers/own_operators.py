"""Functions that were passed in, such as a learner's own ``nms`` or RoIAlign: how they are called.

What such a function gives is looked at where it comes back: a layer further on, an error would no
longer say whose it is. An RPN lets the boxes of one pyramid level compete, a box head those of one
class. The package does all groups at once (``ops.nms.batched_nms``); ``group_by_group`` does them
one by one, so that any ``nms(boxes, scores, iou_threshold)`` can take its place.
"""

import functools
import inspect
from collections.abc import Callable

import torch
from torch import Tensor, nn

from mrcnn_edu.ops.nms import batched_nms

# (boxes, scores, iou_threshold) to the indices that stay, and the same with a group of each box.
Nms = Callable[[Tensor, Tensor, float], Tensor]
GroupedNms = Callable[[Tensor, Tensor, Tensor, float], Tensor]


def name_of(function: Callable[..., object]) -> str:
    """What a message calls a function: its own name, or that of its class."""
    return str(getattr(function, "__name__", type(function).__name__))


def can_meet(tensor: Tensor, other: Tensor) -> bool:
    """Whether layers take both: of one dtype, or of the two that autocast makes one of."""
    if tensor.dtype == other.dtype:
        return True
    device = other.device.type
    cast = {torch.float32, torch.get_autocast_dtype(device)}
    return torch.is_autocast_enabled(device) and {tensor.dtype, other.dtype} == cast


def how_to_pass_ratio(
    roi_op: Callable[..., object], sampling_ratio: int
) -> tuple[tuple[int, ...], dict[str, int]]:
    """What else to call ``roi_op`` with, after the map, the RoIs, the size and the scale.

    Args:
        roi_op: a function, or a module, of which ``forward`` is looked at.
        sampling_ratio: passed as the fifth argument where there is one, or else by its name.

    Returns:
        Arguments by position, and by name. Both are empty if it takes no such number, as RoIPool,
        or has its own already: ``functools.partial(roi_align, sampling_ratio=1)``.

    Raises:
        TypeError: if it is not a function, or does not take the first four.

    Example:
        >>> from mrcnn_edu.ops.roi_pooling import roi_align, roi_pool
        >>> how_to_pass_ratio(roi_align, 2), how_to_pass_ratio(roi_pool, 2)
        (((2,), {}), ((), {}))
    """
    wanted = "roi_op must be a function of (input, boxes, output_size, spatial_scale)"
    if not callable(roi_op):
        raise TypeError(f"{wanted}, got {roi_op!r}")
    try:
        signature = inspect.signature(roi_op.forward if isinstance(roi_op, nn.Module) else roi_op)
    except ValueError as error:  # some functions that are not written in Python
        raise TypeError(f"{wanted}, got {roi_op!r}; call it in a def of your own") from error
    ways: list[tuple[tuple[int, ...], dict[str, int]]]
    ways = [((sampling_ratio,), {}), ((), {"sampling_ratio": sampling_ratio}), ((), {})]
    named = signature.parameters.get("sampling_ratio")
    is_fifth = list(signature.parameters)[4:5] == ["sampling_ratio"]
    if isinstance(roi_op, functools.partial) and "sampling_ratio" in roi_op.keywords:
        ways = ways[2:]
    elif named and (named.kind is named.KEYWORD_ONLY or not is_fifth):
        ways = ways[1:]
    for more, by_name in ways:
        try:
            signature.bind(None, None, None, None, *more, **by_name)
        except TypeError:
            continue
        return more, by_name
    raise TypeError(f"{wanted}, and may take sampling_ratio; got {name_of(roi_op)}{signature}")


def check_pooled(
    roi_op: Callable[..., object], pooled: object, feature_map: Tensor, rois: Tensor, size: int
) -> Tensor:
    """Refuse what is not a map of one size for each RoI.

    Args:
        roi_op: who gave it.
        pooled: what it gave.
        feature_map: (N, C, H, W) that it took.
        rois: (R, 5) that it took, the index of the image first, then xyxy in pixels.
        size: bins along each side.

    Returns:
        The same.

    Raises:
        TypeError: if it is not a tensor, or of a dtype that no layer takes beside the map's.
        ValueError: if its shape is not (R, C, size, size).
    """
    wanted = (len(rois), feature_map.shape[1], size, size)
    start = f"roi_op must give (R, C, {size}, {size}), here {wanted} of {feature_map.dtype}; got"
    if not isinstance(pooled, Tensor):
        raise TypeError(f"{start} {type(pooled).__name__} from {name_of(roi_op)}")
    if not can_meet(pooled, feature_map):
        raise TypeError(f"{start} {pooled.dtype} from {name_of(roi_op)}; use .to(input.dtype)")
    if pooled.shape != wanted:
        raise ValueError(f"{start} {tuple(pooled.shape)} from {name_of(roi_op)}")
    return pooled


def check_kept(nms: Callable[..., object], kept: object, number: int) -> Tensor:
    """Refuse what cannot be indices of the boxes that stay. Their values are looked at.

    Args:
        nms: who gave it.
        kept: what it gave.
        number: of the boxes that it took.

    Returns:
        The same.

    Raises:
        TypeError: if it is not a tensor of whole numbers.
        ValueError: if its shape is not (K,), or a number is not from 0 up to below ``number``.
    """
    start = f"nms must give indices (K,) of the {number} boxes that it was given, got"
    if not isinstance(kept, Tensor):
        fix = "; use torch.tensor(kept)" if isinstance(kept, list | tuple) else ""
        raise TypeError(f"{start} {type(kept).__name__} from {name_of(nms)}{fix}")
    if kept.dtype is torch.bool:
        raise TypeError(f"{start} bool from {name_of(nms)}; use kept.nonzero().squeeze(1)")
    if kept.is_floating_point() or kept.is_complex():
        raise TypeError(f"{start} {kept.dtype} from {name_of(nms)}; use kept.long()")
    if kept.ndim != 1:
        raise ValueError(f"{start} the shape {tuple(kept.shape)} from {name_of(nms)}")
    if len(kept) > 0 and (kept.min() < 0 or kept.max() >= number):
        raise ValueError(
            f"{start} numbers from {int(kept.min())} to {int(kept.max())} from {name_of(nms)};"
            " count the boxes from 0"
        )
    return kept


def check_function(argument: str, function: object, takes: str) -> None:
    """Refuse what cannot be called.

    Args:
        argument: its name.
        function: what was handed in.
        takes: what it will be called with, such as "(masks, boxes, image_size)".

    Raises:
        TypeError: if it is not a function.
    """
    if not callable(function):
        raise TypeError(f"{argument} must be a function of {takes}, got {function!r}")


def check_given(
    argument: str,
    function: Callable[..., object],
    given: object,
    axes: str,
    wanted: tuple[int, ...],
    *,
    whole: bool = False,
) -> Tensor:
    """Refuse what has not the shape that it should have, or numbers of the other kind.

    Args:
        argument: what the function was handed in as, such as "paste".
        function: who gave it.
        given: what it gave.
        axes: what that should be, in words, such as "(R, M, M)".
        wanted: the same in numbers.
        whole: whether whole numbers are wanted, or else floating-point ones.

    Returns:
        The same.

    Raises:
        TypeError: if it is not a tensor of such numbers.
        ValueError: if its shape is another.

    Example:
        >>> check_given("level", len, torch.tensor([2.0]), "(R,)", (1,), whole=True)
        Traceback (most recent call last):
        ...
        TypeError: level must give whole numbers (R,), here (1,); got torch.float32 from len
    """
    kind = "whole" if whole else "floating-point"
    start = f"{argument} must give {kind} numbers {axes}, here {wanted}; got"
    if not isinstance(given, Tensor):
        raise TypeError(f"{start} {type(given).__name__} from {name_of(function)}")
    fractions = given.is_floating_point()
    if fractions == whole or given.is_complex() or given.dtype is torch.bool:
        raise TypeError(f"{start} {given.dtype} from {name_of(function)}")
    if given.shape != wanted:
        raise ValueError(f"{start} {tuple(given.shape)} from {name_of(function)}")
    return given


def group_by_group(nms: Nms | None) -> GroupedNms:
    """A function like ``batched_nms`` that calls another for each group.

    Args:
        nms: from boxes (N, 4), scores (N,) and an IoU to int64 indices (K,). Without one the
            result is ``batched_nms`` itself.

    Returns:
        A function of boxes, scores, groups (N,) and an IoU, to indices, best score first. It
        raises TypeError or ValueError where ``nms`` gives something else than such indices.

    Raises:
        TypeError: if ``nms`` is not a function.

    Source:
        torchvision's batched_nms does so for many boxes.

    Example:
        >>> from mrcnn_edu.ops.nms import nms
        >>> boxes = torch.tensor([[0.0, 0.0, 9.0, 9.0], [0.0, 0.0, 9.0, 8.0]])
        >>> scores = torch.tensor([0.8, 0.9])
        >>> group_by_group(nms)(boxes, scores, torch.tensor([0, 1]), 0.5)
        tensor([1, 0])
    """
    if nms is None:
        return batched_nms
    if not callable(nms):
        raise TypeError(f"nms must be a function of (boxes, scores, iou_threshold), got {nms!r}")

    def grouped(boxes: Tensor, scores: Tensor, groups: Tensor, iou_threshold: float) -> Tensor:
        kept = [groups.new_zeros(0)]
        for group in torch.unique(groups):
            here = (groups == group).nonzero().squeeze(1)  # (N_g,)
            of_group = nms(boxes[here], scores[here], iou_threshold)  # (K_g,)
            kept.append(here[check_kept(nms, of_group, len(here))])
        chosen = torch.cat(kept).sort().values  # (K,), so that ties go to the lower index
        return chosen[scores[chosen].argsort(descending=True, stable=True)]

    return grouped
