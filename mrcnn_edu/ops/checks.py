"""The errors about arguments: what was wrong, with its value, and how to mend it.

Operators look at shape, dtype, device and length, which are known without reading a tensor.
They never look at values: reading one from a GPU would make the program wait for it. Values
(NaN, inverted boxes) are refused where data enters instead.

Shapes are written in words: "R K 4" has three axes. A letter stands for the same length wherever it
appears, in other arguments too, and a number for itself; "H+" is H, but from 1 up; "..." stands for
any axes, also none. A letter means the same throughout the package: N images or boxes, A anchors,
R RoIs, G ground-truth boxes, K classes, P keypoints, C channels, H and W the sides of a map or an
image, M those of a mask.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor


def check_shapes(tensors: Mapping[str, tuple[Tensor, str]]) -> None:
    """Refuse tensors whose axes do not fit those of the tensors before them.

    Args:
        tensors: for each argument's name, which stands first in the message, the argument and its
            axes, such as "R K 4". Where two begin with "...", these axes must broadcast.

    Raises:
        TypeError: if one is not a tensor.
        ValueError: if a shape does not fit, or the devices differ.

    Example:
        >>> check_shapes({"boxes": (torch.zeros(2, 4), "N 4"), "scores": (torch.zeros(3), "N")})
        Traceback (most recent call last):
        ...
        ValueError: scores must have shape (N,) with N = 2 as in boxes, got (3,)
    """
    lengths: dict[str, int] = {}
    first = ""
    for name, (tensor, axes) in tensors.items():
        if not isinstance(tensor, Tensor):
            check_tensor(name, tensor)
        if not _fits(axes, tensor.shape, lengths):
            raise ValueError(_misfit(name, tensors))
        if first:
            check_same_device(first, tensors[first][0], name, tensor)
            if axes[0] == ".":
                _check_broadcast(first, name, tensors)
        else:
            first = name


def _fits(axes: str, shape: Sequence[int], lengths: dict[str, int]) -> bool:
    """Whether a shape has these axes. Lengths of letters that are new are added to the others."""
    words = axes.split()
    if "..." in words:
        at, more = words.index("..."), len(shape) - len(words) + 1
        if more < 0:
            return False
        words = [*words[:at], *[""] * more, *words[at + 1 :]]
    if len(words) != len(shape):
        return False
    for word, length in zip(words, shape, strict=True):
        if not word:
            continue
        if word[-1] == "+":
            word = word[:-1]
            if length == 0:
                return False
        if word not in lengths:
            lengths[word] = int(word) if word.isdigit() else length
        if lengths[word] != length:
            return False
    return True


def _misfit(name: str, tensors: Mapping[str, tuple[Tensor, str]]) -> str:
    """What to say about an argument that does not fit those before it."""
    lengths: dict[str, int] = {}
    origins: dict[str, str] = {}  # the argument that had each letter first
    for other, (tensor, axes) in tensors.items():
        if other == name:
            break
        _fits(axes, tensor.shape, lengths)
        origins = dict.fromkeys(lengths, other) | origins
    shape, letters = tuple(tensor.shape), axes.replace("+", "").split()
    fixed = [a for a in dict.fromkeys(letters) if a in lengths and not a.isdigit()]
    wanted = f"({', '.join(letters)}{',' if len(letters) == 1 else ''})"
    if fixed:
        names = " and ".join(dict.fromkeys(origins[a] for a in fixed))
        wanted += f" with {' and '.join(f'{a} = {lengths[a]}' for a in fixed)} as in {names}"
    return f"{name} must have shape {wanted}, got {shape}{_fix(name, shape, axes, lengths)}"


def _fix(name: str, shape: tuple[int, ...], axes: str, lengths: dict[str, int]) -> str:
    """What would make a shape fit, if it is one of the usual other ones."""
    if _fits(axes, (1, *shape), dict(lengths)):
        return f"; for {'one box' if axes.endswith(' 4') else 'a single one'} use {name}[None]"
    if shape == (0,) and axes[-1].isdigit():
        return f"; for none use torch.zeros(0, {axes[-1]})"
    if 0 in shape and "+" in axes:
        *others, last = dict.fromkeys(word[:-1] for word in axes.split() if word.endswith("+"))
        listed = f"{', '.join(others)} and {last}" if others else last
        return f"; {listed} must be from 1 up"
    return ""


def _check_broadcast(name1: str, name2: str, tensors: Mapping[str, tuple[Tensor, str]]) -> None:
    """Refuse two tensors that both begin with "..." if these axes cannot be taken one by one."""
    (tensor1, axes1), (tensor2, axes2) = tensors[name1], tensors[name2]
    if not (axes1.startswith("...") and axes2.startswith("...")):
        return
    shape1 = tensor1.shape[: tensor1.ndim + 1 - len(axes1.split())]
    shape2 = tensor2.shape[: tensor2.ndim + 1 - len(axes2.split())]
    if shape1 == shape2:  # as nearly always, and torch takes its time
        return
    try:
        torch.broadcast_shapes(shape1, shape2)  # type: ignore[no-untyped-call]
    except RuntimeError as error:
        raise ValueError(
            f"{name1} and {name2} must go together one by one, got {tuple(tensor1.shape)} and"
            f" {tuple(tensor2.shape)}; for all of one with each of the other use {name2}[:, None]"
        ) from error


def check_tensor(name: str, value: object) -> None:
    """Refuse what is not a tensor.

    Raises:
        TypeError: if ``value`` is not a torch.Tensor.
    """
    if not isinstance(value, Tensor):
        raise TypeError(
            f"{name} must be a torch.Tensor, got {type(value).__name__};"
            f" use torch.as_tensor({name})"
        )


def check_real(name: str, tensor: Tensor) -> None:
    """Refuse a tensor whose entries have no order and no size: bool and complex ones.

    Raises:
        TypeError: if ``tensor`` is not a tensor of real numbers.
    """
    check_tensor(name, tensor)
    if tensor.dtype is torch.bool or tensor.is_complex():
        raise TypeError(f"{name} must hold real numbers, got {tensor.dtype}; use {name}.float()")


def check_floating(name: str, tensor: Tensor) -> None:
    """Refuse integers where results are fractions.

    Raises:
        TypeError: if ``tensor`` is not a floating-point tensor.
    """
    check_tensor(name, tensor)
    if not tensor.is_floating_point():
        raise TypeError(f"{name} must be floating point, got {tensor.dtype}; use {name}.float()")


def check_whole(name: str, tensor: Tensor) -> None:
    """Refuse fractions where indices are asked for.

    Raises:
        TypeError: if ``tensor`` is not a tensor of whole numbers; bool is not one.
    """
    check_tensor(name, tensor)
    if tensor.is_floating_point() or tensor.is_complex() or tensor.dtype is torch.bool:
        raise TypeError(f"{name} must hold whole numbers, got {tensor.dtype}; use {name}.long()")


def check_indices(name: str, tensor: Tensor) -> None:
    """Refuse what torch would not take for indices.

    Raises:
        TypeError: if ``tensor`` is not a tensor of whole numbers, or one of uint8, which torch
            takes for a mask.
    """
    check_whole(name, tensor)
    if tensor.dtype is torch.uint8:
        raise TypeError(
            f"{name} must be int64, got torch.uint8, which torch takes for a mask; use"
            f" {name}.long()"
        )


def check_range_on_cpu(name: str, tensor: Tensor, low: int, count: int) -> None:
    """Refuse indices of what is not there: one below 0 would be counted from the end.

    A GPU is not asked, since it would be waited for.

    Args:
        name: what the caller calls the argument.
        tensor: of whole numbers, of any shape.
        low: the least that it may hold.
        count: of what it counts in; the largest index is one less.

    Raises:
        ValueError: if an index is too small or too large, on a CPU.
    """
    if not tensor.is_cpu or tensor.numel() == 0:
        return
    least, most = (int(value) for value in tensor.aminmax())
    if least < low or most >= count:
        wrong = least if least < low else most
        allowed = f"from {low} to {count - 1}" if count > low else "none, since there is nothing"
        raise ValueError(f"{name} must be {allowed}, got {wrong}")


def check_same_device(name1: str, tensor1: Tensor, name2: str, tensor2: Tensor) -> None:
    """Refuse two tensors that do not lie on the same device.

    Raises:
        ValueError: if the devices differ.
    """
    if tensor1.device != tensor2.device:
        raise ValueError(
            f"{name1} is on {tensor1.device} but {name2} is on {tensor2.device};"
            f" use {name2}.to({name1}.device)"
        )


def check_rois(name: str, boxes: Tensor | Sequence[Tensor], features: Tensor) -> None:
    """Refuse what is neither RoIs of (R, 5) nor a list of boxes (R_i, 4), one for each image.

    Args:
        name: what the caller calls the argument.
        boxes: the argument.
        features: (N, C, H, W), already checked.

    Raises:
        TypeError: if boxes are not floating-point tensors, or not a list of them.
        ValueError: if shapes, the number of images or devices do not fit.
    """
    if isinstance(boxes, Tensor):
        if boxes.shape[1:] == (4,):
            raise ValueError(
                f"{name} must have shape (R, 5), got {tuple(boxes.shape)};"
                f" for boxes of one image use [{name}]"
            )
        check_shapes({"input": (features, "..."), name: (boxes, "R 5")})
        check_floating(name, boxes)
        return
    if not isinstance(boxes, list | tuple):
        raise TypeError(f"{name} must be a tensor (R, 5) or a list, got {type(boxes).__name__}")
    if len(boxes) != len(features):
        raise ValueError(
            f"{name} must hold one tensor for each of the {len(features)} images, got {len(boxes)};"
            " for an image without boxes use torch.zeros(0, 4)"
        )
    for i, of_image in enumerate(boxes):
        check_shapes({"input": (features, "..."), f"{name}[{i}]": (of_image, "N 4")})
        check_floating(f"{name}[{i}]", of_image)


def check_images(images: Sequence[Tensor]) -> None:
    """Refuse what is not a list of colour images, and say how to make it one.

    Args:
        images: the argument of that name; (3, H, W) each, on one device.

    Raises:
        TypeError: if it is not a list of floating-point tensors.
        ValueError: if it is empty, or one image has another shape, no pixels or another device.
    """
    if not isinstance(images, list | tuple):
        fix = {3: "[images]", 4: "list(images)"}.get(getattr(images, "ndim", 0), "a list")
        raise TypeError(
            f"images must be a list of tensors (3, H, W), got {type(images).__name__}; use {fix}"
        )
    if len(images) == 0:
        raise ValueError("images must hold one image or more, got none; leave out an empty batch")
    for i, image in enumerate(images):
        _check_image(f"images[{i}]", image)
        check_same_device("images[0]", images[0], f"images[{i}]", image)


def _check_image(name: str, image: Tensor) -> None:
    """Refuse what is not one colour image, and name the way from the usual other forms."""
    check_tensor(name, image)
    shape = tuple(image.shape)
    if not image.is_floating_point():
        raise TypeError(
            f"{name} must be floating point from 0 to 1, got {image.dtype};"
            f" for values from 0 to 255 use {name}.float() / 255"
        )
    fixes = {
        len(shape) == 2 or shape[:1] == (1,): f"for a grey image use {name}.expand(3, -1, -1)",
        len(shape) == 3 and shape[0] == 4: f"without alpha use {name}[:3]",
        len(shape) == 3 and shape[2] == 3: f"for channels last use {name}.permute(2, 0, 1)",
        len(shape) == 4: f"for a batch use list({name})",
    }
    if len(shape) != 3 or shape[0] != 3:
        fix = f"; {fixes[True]}" if True in fixes else ""
        raise ValueError(f"{name} must have shape (3, H, W), got {shape}{fix}")
    if 0 in shape:
        raise ValueError(f"{name} must have pixels, got {shape}; leave out an empty image")


def check_number(name: str, value: float) -> None:
    """Refuse what is not a plain number.

    Raises:
        TypeError: if ``value`` is not an int or a float; a bool is not a number here.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        fix = "; leave it out for the usual one" if value is None else f"; use float({name})"
        raise TypeError(f"{name} must be a plain number, got {value!r}{fix}")


def check_fraction(name: str, value: float) -> None:
    """Refuse a threshold that no IoU could lie on both sides of.

    Raises:
        TypeError: if ``value`` is not a plain number.
        ValueError: if it is not in [0, 1]; NaN is not.
    """
    check_number(name, value)
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must be in [0, 1], got {value}; 0.5 is a usual choice")


def check_positive(name: str, value: float, usual: str) -> None:
    """Refuse a number that is not above zero, and name a usual one.

    Raises:
        TypeError: if ``value`` is not a plain number.
        ValueError: if it is not above 0; NaN is not.
    """
    check_number(name, value)
    if not value > 0:
        raise ValueError(f"{name} must be above 0, got {value}; {usual} is a usual choice")


def check_integer(name: str, value: int, smallest: int | None = None) -> None:
    """Refuse what is not a whole number, or is too small.

    Raises:
        TypeError: if ``value`` is not an int; a bool is not a number here.
        ValueError: if it is below ``smallest``.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be a whole number, got {value!r}; use int({name})")
    if smallest is not None and value < smallest:
        raise ValueError(f"{name} must be from {smallest} up, got {value}")


def check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    """Refuse a word that is not one of the choices.

    Raises:
        ValueError: if ``value`` is not in ``choices``.
    """
    if value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, choices))}, got {value!r}")


def check_positive_numbers(name: str, values: Sequence[float], usual: str, number: int = 0) -> None:
    """Refuse what is not a list of numbers above zero.

    Args:
        name: what the caller calls the argument.
        values: the argument.
        usual: a usual choice, for the message.
        number: how many there must be; 0 for one or more.

    Raises:
        TypeError: if ``values`` is not a tuple or list of plain numbers.
        ValueError: if there are not so many, or one is not above 0; NaN is not.
    """
    advice = f"got {values!r}; {usual} is usual"
    if not isinstance(values, tuple | list):
        raise TypeError(f"{name} must be a tuple of numbers, {advice}")
    for value in values:
        check_number(f"each number in {name}", value)
    if len(values) != (number or len(values)) or not values or not all(v > 0 for v in values):
        how_many = f"{number} numbers" if number else "numbers"
        raise ValueError(f"{name} must hold {how_many} above 0, {advice}")


def check_size(name: str, size: tuple[int, int]) -> None:
    """Refuse what is not a height and a width, which may be fractions and may be 0.

    Raises:
        TypeError: if ``size`` is not a tuple or list, or does not hold plain numbers.
        ValueError: if it does not hold exactly two, or one is below 0 or NaN.
    """
    advice = f"got {size!r}; for an image tensor use tuple(image.shape[-2:])"
    if not isinstance(size, tuple | list):
        raise TypeError(f"{name} must be a tuple (height, width), {advice}")
    for side in size:
        check_number(f"each side in {name}", side)
    if len(size) != 2 or not all(side >= 0 for side in size):
        raise ValueError(f"{name} must be (height, width), two numbers from 0 up, {advice}")


def check_grid(name: str, size: tuple[int, int]) -> None:
    """Refuse what is not two whole numbers from 1 up, of rows and of columns.

    Raises:
        TypeError: if ``size`` is not a tuple or list, or does not hold whole numbers.
        ValueError: if it does not hold exactly two, or one is below 1.
    """
    advice = f"got {size!r}; for a map use tuple(features.shape[-2:])"
    if not isinstance(size, tuple | list):
        raise TypeError(f"{name} must be a tuple (height, width), {advice}")
    for side in size:
        check_integer(f"each side in {name}", side)
    if len(size) != 2 or min(size) < 1:
        raise ValueError(f"{name} must be (height, width), two whole numbers from 1 up, {advice}")


def check_output_size(name: str, size: int | tuple[int, int]) -> None:
    """Refuse what is not the number of bins of a grid, one for both sides or a pair.

    Raises:
        TypeError: if ``size`` is neither an int nor a pair of ints.
        ValueError: if it does not hold exactly two, or one is below 1.
    """
    pair = size if isinstance(size, tuple | list) else (size, size)
    for side in pair:
        check_integer(name, side)
    if len(pair) != 2 or min(pair) < 1:
        raise ValueError(f"{name} must be (height, width) from 1 up, got {size!r}; 7 is usual")
