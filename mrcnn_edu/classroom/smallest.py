"""Which of two cases is easier to think about, so that a learner gets to see that one."""

from mrcnn_edu.classroom.exercise import Arguments


def how_hard(arguments: Arguments) -> tuple[bool, int, int, int, float]:
    """Smaller is easier to think about: few whole numbers near 0; no boxes at all comes last.

    Args:
        arguments: of a case, by name.

    Returns:
        Something to compare with that of another case.

    Example:
        >>> import torch
        >>> how_hard({"boxes": torch.ones(1, 4)}) < how_hard({"boxes": torch.ones(2, 4)})
        True
    """
    values = list(arguments.values())
    tensors = [value.double().abs() for value in values if hasattr(value, "numel")]
    count = sum(tensor.numel() for tensor in tensors)
    # Bins and samples of RoI operators, and the height and width of an image.
    sizes = [size for value in values for size in (value if type(value) is tuple else (value,))]
    bins = sum(size for size in sizes if type(size) is int)
    # A half is easier than a quarter, and a quarter than any other fraction, however near 0.
    in_parts = [tensor * parts for tensor in tensors for parts in (1, 2, 4)]
    fractions = sum(int((tensor != tensor.round()).sum()) for tensor in in_parts)
    without_boxes = any(tensor.numel() == 0 for tensor in tensors)
    total = round(sum(tensor.sum().item() for tensor in tensors), 3)
    return without_boxes, count, fractions, bins, total
